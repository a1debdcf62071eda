# The host with every module. Which modules a container serves is configuration: Modules__Enabled.

# Project files alone: this stage's result changes only when they do, so the restore below stays cached.
FROM mcr.microsoft.com/dotnet/sdk:10.0 AS projects
WORKDIR /source
COPY src ./src
RUN find src -type f ! -name '*.csproj' ! -name 'Directory.Build.props' -delete

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY --from=projects /source/src ./src
RUN dotnet restore src/Host/LeakyCauldron.Host.csproj
COPY src ./src
COPY docs/openapi.json ./docs/openapi.json
# Analyzers guard every ordinary build; the image needs only the result.
RUN dotnet publish src/Host/LeakyCauldron.Host.csproj --no-restore -c Release -p:RunAnalyzers=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0 AS final
WORKDIR /app
COPY --from=build /app .
# A named volume takes the owner of the folder that it covers.
RUN mkdir /data && chown "$APP_UID" /data
# The host listens on PORT; the base image's own default would only add a warning at start.
ENV ASPNETCORE_HTTP_PORTS= \
    PORT=8080 \
    BIND=0.0.0.0 \
    DATA_DIR=/data
USER $APP_UID
EXPOSE 8080
VOLUME /data
# Ready once migrations, sample data and the search index are done. The image has no curl, so bash asks.
HEALTHCHECK --interval=5s --timeout=3s --start-period=120s --retries=3 CMD ["bash", "-c", "exec 3<>\"/dev/tcp/127.0.0.1/${PORT}\" && printf 'GET /health/ready HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r _ status _ <&3 && [ \"$status\" = 200 ]"]
ENTRYPOINT ["dotnet", "LeakyCauldron.Host.dll"]
