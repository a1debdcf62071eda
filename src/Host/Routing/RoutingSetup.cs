using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Routing.Overrides;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Host.Routing;

/// <summary>Puts the routing layer, the Nimbus, into the host.</summary>
internal static class RoutingSetup
{
    public static void AddRoutingLayer(this IServiceCollection services, IConfiguration configuration, ModuleModel model)
    {
        services.AddHttpForwarder();
        services.AddRateLimitPolicy(RoutingLayer.EdgeLimit);
        services.AddSingleton<RouteTableSource>();
        services.AddSingleton<RoutingMetrics>();
        services.AddSingleton<Forwarder>();
        services.AddSingleton<Aliases>();
        services.AddSingleton<RouteOverrides>();
        services.AddScoped<LoadOverrides>().AddScoped<IStartupTask>(p => p.GetRequiredService<LoadOverrides>());
        services.AddHostedService<FollowOverrides>();
        services.AddHostedService<ActiveProbe>();
        var checks = services.AddHealthChecks();
        var waits = string.IsNullOrWhiteSpace(configuration["Registry:Url"]);
        foreach (var module in model.Modules.Where(m => !m.Enabled).Select(m => m.Name))
        {
            RemoteModuleHealth? check = null;
            checks.Add(
                new HealthCheckRegistration(
                    $"module {module}",
                    p => check ??= new RemoteModuleHealth(module, p.GetRequiredService<RouteTableSource>(), waits),
                    null,
                    null
                )
            );
        }
    }

    /// <summary>Before everything: who the client is, what it sends, and which address it means.</summary>
    public static void UseClientAddress(this WebApplication app)
    {
        app.UseMiddleware<ClientAddress>();
        app.Use(Framing.CheckAsync);
        if (app.Services.GetRequiredService<Aliases>() is { All.Count: > 0 } aliases)
        {
            app.Use(aliases.RewriteAsync);
        }
    }

    /// <summary>After routing, before anything that is the owner's to do.</summary>
    public static void UseRoutingLayer(this WebApplication app) => app.UseMiddleware<RoutingLayer>();
}
