using System.Collections.Frozen;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>Where a module lives now, for requests and for contract calls alike.</summary>
public interface IModulePlacement
{
    /// <summary>
    /// True if this process answers for the module: it is enabled here and no operator sent it to its other instances. What another process of the shop forwarded is
    /// answered by whoever has the module enabled, so that two processes never hand a request to and fro.
    /// </summary>
    bool ServeLocally(string module);
}

/// <summary>The enabled modules, less those that operators sent away.</summary>
public sealed class ModulePlacement(ModuleModel model) : IModulePlacement
{
    private readonly FrozenSet<string> _enabled = model.Enabled.Select(m => m.Name).ToFrozenSet(StringComparer.Ordinal);
    private volatile FrozenSet<string>? _here;

    /// <summary>False as long as every enabled module is served here: the usual case, and the one that must cost nothing.</summary>
    public bool AnyAway => _here is not null;

    /// <inheritdoc />
    public bool ServeLocally(string module) => (_here ?? _enabled).Contains(module);

    /// <summary>Replaces the set of enabled modules whose requests go to their other instances.</summary>
    public void SendAway(IEnumerable<string> modules)
    {
        var here = _enabled.Except(modules, StringComparer.Ordinal).ToFrozenSet(StringComparer.Ordinal);
        _here = here.Count == _enabled.Count ? null : here;
    }
}
