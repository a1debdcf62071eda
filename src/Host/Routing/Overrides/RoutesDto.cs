using LeakyCauldron.BuildingBlocks.Discovery;

namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>Where requests go.</summary>
/// <param name="Items">Modules of the shop, services outside it, and old prefixes.</param>
/// <param name="Refused">Prefixes that services asked for and did not get.</param>
internal sealed record RoutesDto(IReadOnlyList<RouteDto> Items, IReadOnlyList<RefusedRouteDto> Refused);

/// <summary>One route.</summary>
/// <param name="Kind">module, service or alias.</param>
/// <param name="Module">The module, if it is one.</param>
/// <param name="Prefix">The path prefix of a service or an alias.</param>
/// <param name="Target">local or remote for a module; the service's application name; the path that an alias stands for.</param>
/// <param name="StripPrefix">The prefix is taken off before the request is forwarded.</param>
/// <param name="TimeoutSeconds">Longest time until an answer is complete.</param>
/// <param name="Affinity">Callers stay at one instance.</param>
/// <param name="Routes">The module's path templates.</param>
/// <param name="Instances">Those elsewhere that take requests.</param>
/// <param name="Override">What an operator said, if anything.</param>
internal sealed record RouteDto(
    string Kind,
    string? Module,
    string? Prefix,
    string Target,
    bool StripPrefix,
    int? TimeoutSeconds,
    bool Affinity,
    IReadOnlyList<string> Routes,
    IReadOnlyList<RouteInstanceDto> Instances,
    RouteOverrideDto? Override
);

/// <summary>An instance, as this process has come to know it.</summary>
/// <param name="Id">Its id in the registry.</param>
/// <param name="Address">Where it takes requests.</param>
/// <param name="State">available, failing (answers errors; others are preferred) or unreachable.</param>
/// <param name="InFlight">Requests on their way to it.</param>
internal sealed record RouteInstanceDto(string Id, string Address, string State, int InFlight)
{
    public static RouteInstanceDto Of(Destination d) =>
        new(
            d.Instance.InstanceId,
            d.Address,
            d.IsOpen ? "unreachable"
                : d.IsSick ? "failing"
                : "available",
            d.InFlight
        );
}

/// <summary>Who said what stands before the registry, and when.</summary>
/// <param name="SetAt">When.</param>
/// <param name="SetBy">The operator's user id.</param>
internal sealed record RouteOverrideDto(DateTimeOffset SetAt, string SetBy)
{
    public static RouteOverrideDto? Of(RouteOverride? o) => o is null ? null : new(o.SetAt, o.SetBy);
}

/// <summary>A prefix that was not given.</summary>
/// <param name="Service">Who asked.</param>
/// <param name="Prefix">For what.</param>
/// <param name="Reason">Why not.</param>
internal sealed record RefusedRouteDto(string Service, string Prefix, string Reason);

/// <summary>What is to stand before the registry. Either a module and where it is served, or a prefix and the service that receives it.</summary>
/// <param name="Module">A module of the shop.</param>
/// <param name="Target">local (here, where it is enabled) or remote (its other instances).</param>
/// <param name="Prefix">A path prefix that is not the shop's own.</param>
/// <param name="Service">The application name that receives it.</param>
/// <param name="StripPrefix">Take the prefix off.</param>
/// <param name="TimeoutSeconds">Longest time until an answer is complete, 1 to 900.</param>
/// <param name="Affinity">Keep a caller at one instance by a cookie.</param>
/// <param name="MaxBodyBytes">Largest body, up to 64 MiB.</param>
/// <param name="RequestsPerMinute">Calls a minute of one client address.</param>
internal sealed record SetRouteRequest(
    string? Module,
    string? Target,
    string? Prefix,
    string? Service,
    bool? StripPrefix,
    int? TimeoutSeconds,
    bool? Affinity,
    long? MaxBodyBytes,
    int? RequestsPerMinute
);

internal static class RouteList
{
    public static RoutesDto Of(
        RouteTableSource source,
        Aliases aliases,
        BuildingBlocks.Modules.ModuleModel model,
        IModulePlacement placement,
        IEnumerable<Endpoint> endpoints
    )
    {
        var (table, overrides) = (source.Current, source.Overrides);
        var templates = endpoints
            .OfType<RouteEndpoint>()
            .ToLookup(
                e => e.Metadata.GetMetadata<BuildingBlocks.Http.ModuleMetadata>()?.Module ?? "",
                e => "/" + e.RoutePattern.RawText!.TrimStart('/')
            );
        var modules = model.Modules.Select(m => new RouteDto(
            "module",
            m.Name,
            null,
            placement.ServeLocally(m.Name) ? RouteOverride.Local : RouteOverride.Remote,
            false,
            (int)table.SettingsOf(m.Name).Total.TotalSeconds,
            false,
            [.. templates[m.Name].Concat(m.Module.RootPaths).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. table.PoolOf(m.Name).Destinations.Select(RouteInstanceDto.Of)],
            RouteOverrideDto.Of(overrides.FirstOrDefault(o => o.Module == m.Name))
        ));
        var services = table.Foreign.Select(r => new RouteDto(
            "service",
            null,
            r.Prefix,
            r.App,
            r.StripPrefix,
            (int)r.Settings.Total.TotalSeconds,
            r.Settings.Affinity,
            [r.Prefix + "/**"],
            [.. table.PoolOf(r.App).Destinations.Select(RouteInstanceDto.Of)],
            RouteOverrideDto.Of(overrides.FirstOrDefault(o => string.Equals(o.Prefix, r.Prefix, StringComparison.OrdinalIgnoreCase)))
        ));
        var old = aliases.All.Select(a => new RouteDto("alias", null, a.From, a.To, true, null, false, [a.From + "/**"], [], null));
        return new([.. modules, .. services, .. old], [.. table.Refused.Select(r => new RefusedRouteDto(r.App, r.Prefix, r.Reason))]);
    }
}
