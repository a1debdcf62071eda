using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Audit;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Routing;

namespace LeakyCauldron.Host.Http;

/// <summary>The pipeline every request passes: trace, errors, sign-in, limits, audit, idempotency, endpoint.</summary>
internal static class HttpApi
{
    private const long DefaultBodyLimit = 1024 * 1024;

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
            kestrel.RequestHeaderEncodingSelector = LenientHeaders.EncodingOf;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
    }

    public static void AddHttpApi(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddExceptionHandler<ExceptionProblems>();
        services.AddAccessTokens(builder.Configuration);
        services.AddSingleton<AuditLog>();
        services.AddSingleton<Admin.OtherProcesses>();
        services.AddHostedService<FollowEndedSessions>();
        services.AddShopRateLimits(builder.Configuration);
        services.ConfigureHttpJsonOptions(o => Json.ConfigureApi(o.SerializerOptions));
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.Configure<RouteOptions>(o => o.LowercaseUrls = true);
    }

    public static void UseHttpApi(this WebApplication app)
    {
        app.UseClientAddress();
        app.Use(LargeBodies.LetFinishAsync);
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
        app.UseRouting();
        app.Use(GateAsync);
        app.UseRoutingLayer();
        app.Use(RequestText.CheckAsync);
        app.UseShopRateLimits();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseMiddleware<AuditMiddleware>();
        app.UseMiddleware<IdempotencyMiddleware>();
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
