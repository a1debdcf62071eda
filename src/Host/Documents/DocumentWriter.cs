using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Http;
using LeakyCauldron.Host.Http.Admin;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>
/// <c>docs FOLDER</c>: writes the OpenAPI document, the module pages, the event schemas and the table of routes from the same model that runs, without a database and without a port.
/// </summary>
internal static class DocumentWriter
{
    public static async Task<int> WriteDocumentsAsync(this WebApplicationBuilder builder, ModuleModel model, string[] args)
    {
        var folder = args.ElementAtOrDefault(1) ?? throw new InvalidStartException("docs needs a folder to write to.");
        builder.Services.RemoveAll<IHostedService>();
        builder.Services.AddSingleton<IServer, NoServer>();
        await using var app = builder.Build();
        app.UseHttpApi();
        app.MapModules(model);
        app.MapAdmin();
        app.MapApiDocument(model);
        var ct = app.Lifetime.ApplicationStopping;
        await app.StartAsync(ct);

        var provider = app.Services.GetRequiredKeyedService<IOpenApiDocumentProvider>("v1");
        var document = await provider.GetOpenApiDocumentAsync(ct);
        Directory.CreateDirectory(folder);
        var json = await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, ct);
        await File.WriteAllTextAsync(Path.Combine(folder, "openapi.json"), json.ReplaceLineEndings("\n") + "\n", ct);
        await EventSchemas.WriteAsync(model, Path.Combine(folder, "contracts"));
        await ModulePages.WriteAsync(model, app, Path.Combine(folder, "modules"));
        await RoutePage.WriteAsync(app, Path.Combine(folder, "security", "routes.md"));
        await app.StopAsync(CancellationToken.None);
        return 0;
    }

    private sealed class NoServer : IServer
    {
        public IFeatureCollection Features { get; } = new FeatureCollection();

        public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
            where TContext : notnull => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public void Dispose() { }
    }
}
