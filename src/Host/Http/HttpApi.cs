using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Http;

/// <summary>The pipeline every request passes: trace, errors, sign-in, limits, idempotency, endpoint.</summary>
internal static class HttpApi
{
    private const long DefaultBodyLimit = 1024 * 1024;
    private const int JsonBuffer = 4096;

    public static void AddKestrel(this WebApplicationBuilder builder)
    {
        builder.WebHost.UseUrls($"http://{builder.Configuration["BIND"]}:{builder.Configuration["PORT"]}");
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = DefaultBodyLimit;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            // A long query is the endpoint's to refuse, with a problem.
            kestrel.Limits.MaxRequestLineSize = 24 * 1024;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    public static void AddHttpApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddAccessTokens(builder.Configuration);
        services.AddShopRateLimits(builder.Configuration);
        services.ConfigureHttpJsonOptions(o =>
        {
            Json.Configure(o.SerializerOptions);
            o.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        });
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.Configure<RouteOptions>(o => o.LowercaseUrls = true);
    }

    public static void UseHttpApi(this WebApplication app)
    {
        app.UseExceptionHandler(
            new ExceptionHandlerOptions
            {
                // ExceptionProblems has always answered before this would be asked.
                ExceptionHandler = static _ => Task.CompletedTask,
                SuppressDiagnosticsCallback = static _ => true,
            }
        );
        app.UseMiddleware<RequestLog>();
        app.UseStatusCodePages(static context => EmptyAnswers.FillAsync(context.HttpContext));
        app.Use(static (http, next) => SecurityHeaders.AddAsync(http, next));
        app.Use(BufferBody);
        app.UseRouting();
        app.Use(GateAsync);
        app.UseShopRateLimits();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyMiddleware>();
    }

    /// <summary>
    /// The framework reads JSON from the connection's pipe and leaves the read open when the JSON is wrong, which costs the connection. Read through a stream, nothing stays open.
    /// </summary>
    private static Task BufferBody(HttpContext http, RequestDelegate next)
    {
        if (http.Request.ContentType?.Contains("json", StringComparison.OrdinalIgnoreCase) == true)
        {
            http.Request.Body = new BufferedStream(http.Request.Body, JsonBuffer);
        }

        return next(http);
    }

    /// <summary>Until the shop is open, its API says so.</summary>
    private static Task GateAsync(HttpContext http, RequestDelegate next)
    {
        var state = http.RequestServices.GetRequiredService<StartState>();
        return state.IsReady || !http.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal)
            ? next(http)
            : Problems.WriteAsync(http, Error.Unavailable("starting", $"The shop is not open yet: {state.Step}."));
    }
}
