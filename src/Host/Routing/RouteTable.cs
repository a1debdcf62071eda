using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Routing.Overrides;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.Host.Routing;

/// <summary>A prefix that was asked for and not given.</summary>
internal sealed record RefusedRoute(string App, string Prefix, string Reason);

/// <summary>Where requests go, as of one moment: immutable, replaced as a whole.</summary>
internal sealed record RouteTable(
    IReadOnlyDictionary<string, Pool> Pools,
    IReadOnlyList<ForeignRoute> Foreign,
    IReadOnlyList<RefusedRoute> Refused,
    IReadOnlyDictionary<string, RouteSettings> Modules
)
{
    private static readonly Pool Nobody = new("", []);

    public static RouteTable Empty { get; } =
        new(new Dictionary<string, Pool>(StringComparer.OrdinalIgnoreCase), [], [], new Dictionary<string, RouteSettings>(StringComparer.Ordinal));

    public Pool PoolOf(string app) => Pools.GetValueOrDefault(app, Nobody);

    public RouteSettings SettingsOf(string module) => Modules.GetValueOrDefault(module, RouteSettings.Default);

    /// <summary>The longest prefix that covers the path.</summary>
    public ForeignRoute? Find(string path)
    {
        foreach (var route in Foreign)
        {
            if (Prefixes.Covers(route.Prefix, path))
            {
                return route;
            }
        }

        return null;
    }
}

/// <summary>Keeps the table in step with the directory and with what operators said.</summary>
internal sealed class RouteTableSource : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Destination> _known = new(StringComparer.Ordinal);
    private readonly IServiceDirectory _directory;
    private readonly ModuleModel _model;
    private readonly ModulePlacement _placement;
    private readonly string _self;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private IReadOnlyList<RouteOverride> _overrides = [];
    private volatile RouteTable _current = RouteTable.Empty;

    public RouteTableSource(IServiceDirectory directory, ModuleModel model, ModulePlacement placement, ProcessIdentity self, TimeProvider time)
    {
        (_directory, _model, _placement, _self, _time) = (directory, model, placement, self.Id.ToString(), time);
        _subscription = ChangeToken.OnChange(directory.Changed, Rebuild);
        Rebuild();
    }

    public RouteTable Current => _current;

    public IReadOnlyList<RouteOverride> Overrides => _overrides;

    /// <summary>Takes over what operators said; in force when this returns.</summary>
    public void Apply(IReadOnlyList<RouteOverride> overrides)
    {
        lock (_lock)
        {
            _overrides = overrides;
            Rebuild();
            _placement.SendAway(overrides.Where(o => o is { Module: not null, Target: RouteOverride.Remote }).Select(o => o.Module!));
        }
    }

    public void Dispose() => _subscription.Dispose();

    private void Rebuild()
    {
        lock (_lock)
        {
            var up = _directory.Current.Instances.Where(i => i.Status == ServiceStatus.Up && !IsSelf(i)).ToArray();
            var pools = up.GroupBy(i => i.App, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(g => g.Key, g => new Pool(g.Key, [.. g.Select(Known)]), StringComparer.OrdinalIgnoreCase);
            Forget([.. pools.Values.SelectMany(p => p.Destinations)]);
            var (foreign, refused) = ForeignRoutes.Of(up, _model, _overrides, _current.Foreign);
            _current = new RouteTable(pools, foreign, refused, ModuleSettings());
        }
    }

    private Dictionary<string, RouteSettings> ModuleSettings() =>
        _overrides
            .Where(o => o is { Module: not null, TimeoutSeconds: not null })
            .ToDictionary(
                o => o.Module!,
                o => RouteSettings.Default with { Total = TimeSpan.FromSeconds(o.TimeoutSeconds!.Value) },
                StringComparer.Ordinal
            );

    private bool IsSelf(ServiceInstance instance) =>
        instance.Metadata.TryGetValue(ServiceMetadata.Process, out var process) && string.Equals(process, _self, StringComparison.OrdinalIgnoreCase);

    /// <summary>What was learned of an instance outlives a change of the table, but not a move to another address or another life of its process.</summary>
    private Destination Known(ServiceInstance instance)
    {
        var key = KeyOf(instance);
        if (!_known.TryGetValue(key, out var destination))
        {
            _known[key] = destination = new Destination(instance, _time);
        }

        return destination;
    }

    private void Forget(HashSet<Destination> inUse)
    {
        foreach (var key in _known.Where(k => !inUse.Contains(k.Value)).Select(k => k.Key).ToArray())
        {
            _known.Remove(key);
        }
    }

    private static string KeyOf(ServiceInstance i) =>
        $"{i.App}\n{i.InstanceId}\n{i.Address}\n{i.Metadata.GetValueOrDefault(ServiceMetadata.Process)}";
}
