using System.Collections.Concurrent;
using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Discovery;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>Picks the instance of a module that a call goes to: of two at random, the one with fewer calls under way.</summary>
internal sealed class Targets(IServiceProvider services, ProcessIdentity identity, TimeProvider time)
{
    private readonly IServiceDirectory? _directory = (IServiceDirectory?)services.GetService(typeof(IServiceDirectory));
    private readonly ConcurrentDictionary<string, Target> _known = new(StringComparer.Ordinal);

    /// <summary>Fires when <see cref="Choose"/> may find more; null where there is no registry.</summary>
    public Microsoft.Extensions.Primitives.IChangeToken? Changed() => _directory?.Changed();

    /// <summary>Whether another process is registered for the module and takes requests.</summary>
    public bool Any(string module) => Candidates(module, alsoStarting: false).Length > 0;

    /// <summary>Null if none may be tried. Those in <paramref name="tried"/> only if there is no other.</summary>
    public Target? Choose(string module, bool alsoStarting, IReadOnlyCollection<Target> tried)
    {
        var all = Candidates(module, alsoStarting).Select(Of).Where(t => t.MayTry).ToArray();
        var untried = all.Except(tried).ToArray();
        var from = untried.Length > 0 ? untried : all;
        if (from.Length < 2)
        {
            return from.FirstOrDefault();
        }

        var one = RandomNumberGenerator.GetInt32(from.Length);
        var other = RandomNumberGenerator.GetInt32(from.Length - 1);
        other += other >= one ? 1 : 0;
        return from[one].UnderWay <= from[other].UnderWay ? from[one] : from[other];
    }

    private ServiceInstance[] Candidates(string module, bool alsoStarting)
    {
        var snapshot = _directory?.Current ?? DirectorySnapshot.Empty;
        var own = identity.Id.ToString();
        return
        [
            .. snapshot.Instances.Where(i =>
                (i.Status == ServiceStatus.Up || (alsoStarting && i.Status == ServiceStatus.Starting))
                && string.Equals(i.App, module, StringComparison.OrdinalIgnoreCase)
                && i.Metadata.GetValueOrDefault(ServiceMetadata.Process) is { } process
                && process != own
            ),
        ];
    }

    /// <summary>A process that was started anew at the same address is another one, with no failures yet.</summary>
    private Target Of(ServiceInstance instance)
    {
        if (_known.Count > 4096)
        {
            _known.Clear();
        }

        return _known.GetOrAdd($"{instance.Address} {instance.Metadata[ServiceMetadata.Process]}", _ => new Target(instance, time));
    }
}
