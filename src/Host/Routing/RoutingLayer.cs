using System.Collections.Frozen;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.RateLimits;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Http.Features;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// After routing: who answers? An endpoint of a module that is here goes on in this process and never sees a proxy. One of a module that is elsewhere, and a path that only a
/// service outside the shop knows, is forwarded.
/// </summary>
internal sealed class RoutingLayer(
    RequestDelegate next,
    ModuleModel model,
    ModulePlacement placement,
    RouteTableSource table,
    Forwarder forwarder,
    ShopRateLimiter limiter
)
{
    /// <summary>Calls a minute of one address to a service that asked for no limit of its own.</summary>
    public static readonly RateLimitPolicy EdgeLimit = new("routed", 1200, TimeSpan.FromMinutes(1));

    private readonly FrozenDictionary<string, string> _rootPaths = model
        .Modules.SelectMany(m => m.Module.RootPaths, (m, path) => (path, m.Name))
        .ToFrozenDictionary(p => p.path, p => p.Name, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint() is { } endpoint)
        {
            return endpoint.Metadata.GetMetadata<RemoteMetadata>() is not null ? ToModule(http, ModuleOf(endpoint)!)
                : !placement.AnyAway ? next(http)
                : ModuleOf(endpoint) is { } module && IsAway(http, module) ? ToModule(http, module)
                : next(http);
        }

        if (_rootPaths.TryGetValue(http.Request.Path.Value ?? "/", out var owner))
        {
            return IsAway(http, owner) ? ToModule(http, owner) : next(http);
        }

        return table.Current.Find(http.Request.Path.Value ?? "/") is { } foreign ? ToService(http, foreign) : next(http);
    }

    private static string? ModuleOf(Endpoint endpoint) => endpoint.Metadata.GetMetadata<ModuleMetadata>()?.Module;

    /// <summary>What was forwarded once is answered here if it can be.</summary>
    private bool IsAway(HttpContext http, string module) =>
        model.Modules.Any(m => m.Name == module)
        && !placement.ServeLocally(module)
        && !(model.IsLocal(module) && http.Request.Headers.ContainsKey(HopTokens.Header));

    private Task ToModule(HttpContext http, string module)
    {
        var current = table.Current;
        return forwarder.ForwardAsync(http, new Route(module, null, current.PoolOf(module), current.SettingsOf(module)));
    }

    private Task ToService(HttpContext http, ForeignRoute foreign)
    {
        if (foreign.Settings.MaxBody is { } most && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = most;
        }

        var policy = foreign.Settings.PerMinute is { } perMinute
            ? new RateLimitPolicy($"routed {foreign.App} {perMinute}", perMinute, EdgeLimit.Window)
            : EdgeLimit;
        return limiter.Take(policy, $"{foreign.App} {ClientAddress.Of(http)}") is { Refusal: { } refusal }
            ? Problems.WriteAsync(http, refusal)
            : forwarder.ForwardAsync(http, new Route(null, foreign, table.Current.PoolOf(foreign.App), foreign.Settings));
    }
}
