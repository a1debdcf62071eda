using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Routing;

namespace LeakyCauldron.Host.Map;

/// <summary>A module as everybody may see it.</summary>
/// <param name="Name">The module.</param>
/// <param name="Status"><c>up</c>, <c>degraded</c>: not all of its instances answer, or <c>down</c>.</param>
/// <param name="Here">Served by the process that draws the map.</param>
/// <param name="Up">Instances that answer.</param>
/// <param name="Instances">Instances that the registry knows.</param>
internal sealed record ModuleHealthDto(string Name, string Status, bool Here, int Up, int Instances);

/// <summary>What the map is drawn from.</summary>
/// <param name="At">When it was put together.</param>
/// <param name="Modules">In the shop's order.</param>
/// <param name="Links">Which modules have to do with which, from the model.</param>
/// <param name="Traffic">For staff: what passes.</param>
internal sealed record MapDto(DateTimeOffset At, IReadOnlyList<ModuleHealthDto> Modules, IReadOnlyList<LinkDto> Links, MapTrafficDto? Traffic);

/// <summary>One module reads another's events.</summary>
internal sealed record LinkDto(string From, string To);

/// <summary>What passes, in every process that answered.</summary>
/// <param name="Edges">Rates.</param>
/// <param name="Footsteps">The last requests.</param>
/// <param name="Missing">Modules whose process did not answer: what passes there is not known.</param>
internal sealed record MapTrafficDto(IReadOnlyList<EdgeDto> Edges, IReadOnlyList<FootstepsDto> Footsteps, IReadOnlyList<string> Missing);

internal sealed class MapView(
    ModuleModel model,
    IModulePlacement placement,
    RouteTableSource routes,
    IServiceDirectory directory,
    MapTraffic traffic,
    FanOut others,
    TimeProvider time
)
{
    public const string TrafficPath = "/map/traffic";

    private const int MostFootsteps = 40;

    public MapDto Health() => new(time.GetUtcNow(), [.. model.Modules.Select(m => Of(m.Name))], Links(), null);

    public async Task<MapDto> WholeAsync(HttpContext http, CancellationToken ct) => Health() with { Traffic = await TrafficAsync(http, ct) };

    public async Task<MapTrafficDto> TrafficAsync(HttpContext http, CancellationToken ct)
    {
        var (edges, footsteps) = traffic.Look();
        var answers = await others.AskAsync<MapTrafficDto>(http, TrafficPath, ct);
        var theirs = answers.Answers.Select(a => a.Value).ToArray();
        return new(
            [.. edges.Concat(theirs.SelectMany(t => t.Edges)).GroupBy(e => (e.From, e.To, e.Kind)).Select(Sum)],
            [
                .. footsteps
                    .Concat(theirs.SelectMany(t => t.Footsteps))
                    .GroupBy(f => f.Trace, StringComparer.Ordinal)
                    .Select(Join)
                    .TakeLast(MostFootsteps),
            ],
            answers.Missing
        );
    }

    private static EdgeDto Sum(IGrouping<(string From, string To, string Kind), EdgeDto> edges)
    {
        var rate = edges.Sum(e => e.PerSecond);
        return new(
            edges.Key.From,
            edges.Key.To,
            edges.Key.Kind,
            rate,
            edges.Sum(e => e.Errors),
            Math.Round(edges.Sum(e => e.Milliseconds * e.PerSecond) / rate, 1)
        );
    }

    private static FootstepsDto Join(IGrouping<string, FootstepsDto> parts)
    {
        var entry = parts.FirstOrDefault(p => p.Method is not null) ?? parts.First();
        return entry with { Steps = [.. parts.SelectMany(p => p.Steps).OrderBy(s => s.At)] };
    }

    private ModuleHealthDto Of(string module)
    {
        var here = placement.ServeLocally(module);
        var known = directory.Current.Instances.Where(i => i.App == module).ToArray();
        var reachable = routes.Current.PoolOf(module).Destinations.Count(d => !d.IsOpen && !d.IsSick);
        var up = here ? Math.Max(1, reachable) : reachable;
        var status =
            up == 0 ? "down"
            : up < known.Length ? "degraded"
            : "up";
        return new(module, status, here, up, Math.Max(known.Length, up));
    }

    private LinkDto[] Links() =>
        [.. model.Subscriptions.Select(s => new LinkDto(s.Topic.Split('.')[0], s.Module)).Where(l => l.From != l.To).Distinct()];
}
