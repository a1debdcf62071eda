using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Routing.Overrides;

namespace LeakyCauldron.Host.Routing;

/// <summary>Gives prefixes to services, by what they ask for and what operators say.</summary>
internal static class ForeignRoutes
{
    /// <summary>Longest prefix first. A prefix stays with the service that has it for as long as one of its instances is up.</summary>
    public static (IReadOnlyList<ForeignRoute> Routes, IReadOnlyList<RefusedRoute> Refused) Of(
        IReadOnlyList<ServiceInstance> up,
        ModuleModel model,
        IReadOnlyList<RouteOverride> overrides,
        IReadOnlyList<ForeignRoute> before
    )
    {
        var modules = model.Modules.Select(m => m.Name).ToArray();
        var refused = new List<RefusedRoute>();
        var asked = new List<ForeignRoute>();
        foreach (
            var app in up.GroupBy(i => i.App, StringComparer.OrdinalIgnoreCase).Where(g => !modules.Contains(g.Key, StringComparer.OrdinalIgnoreCase))
        )
        {
            foreach (var instance in app.Where(i => Prefixes.Asked(i) is not null).DistinctBy(Prefixes.Asked, StringComparer.OrdinalIgnoreCase))
            {
                var prefix = Prefixes.Asked(instance)!;
                if (Prefixes.Refusal(prefix, modules) is { } reason)
                {
                    refused.Add(new(app.Key, prefix, reason));
                    continue;
                }

                var strip = instance.Metadata.TryGetValue(ServiceMetadata.StripPrefix, out var text) && text == "true";
                asked.Add(new(prefix, app.Key, strip, RouteSettings.Of(instance.Metadata)));
            }
        }

        var routes = overrides.Where(o => o.Prefix is not null).Select(o => o.ToRoute()).ToList();
        foreach (var claims in asked.GroupBy(r => r.Prefix, StringComparer.OrdinalIgnoreCase))
        {
            if (routes.Exists(r => string.Equals(r.Prefix, claims.Key, StringComparison.OrdinalIgnoreCase)))
            {
                continue;
            }

            var holder = before.FirstOrDefault(r => string.Equals(r.Prefix, claims.Key, StringComparison.OrdinalIgnoreCase))?.App;
            var chosen =
                claims.FirstOrDefault(r => string.Equals(r.App, holder, StringComparison.OrdinalIgnoreCase))
                ?? claims.OrderBy(r => r.App, StringComparer.Ordinal).First();
            routes.Add(chosen);
            refused.AddRange(claims.Where(r => r != chosen).Select(r => new RefusedRoute(r.App, r.Prefix, $"{chosen.App} has this prefix.")));
        }

        return ([.. routes.OrderByDescending(r => r.Prefix.Length).ThenBy(r => r.Prefix, StringComparer.Ordinal)], refused);
    }
}
