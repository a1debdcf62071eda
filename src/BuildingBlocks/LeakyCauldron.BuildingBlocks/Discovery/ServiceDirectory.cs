using System.Security.Cryptography;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>The copy in force; replaced by whoever hears of changes.</summary>
public sealed class ServiceDirectory : IServiceDirectory
{
    private readonly Lock _gate = new();
    private volatile State _state = new(DirectorySnapshot.Empty, TagOf([]));

    /// <inheritdoc />
    public DirectorySnapshot Current => _state.Snapshot;

    /// <summary>Says the same of the same instances in every process, so that a reader can tell what it has.</summary>
    public string Tag => _state.Tag;

    /// <summary>Instances and tag of one moment.</summary>
    public DirectoryPage Page => new(_state.Tag, _state.Snapshot.Instances);

    /// <inheritdoc />
    public IChangeToken Changed() => new CancellationChangeToken(_state.Replaced.Token);

    /// <summary>Puts another copy in force, if it differs.</summary>
    public void Replace(IEnumerable<ServiceInstance> instances)
    {
        IReadOnlyList<ServiceInstance> sorted =
        [
            .. instances.OrderBy(i => i.App, StringComparer.Ordinal).ThenBy(i => i.InstanceId, StringComparer.Ordinal).Select(InOrder),
        ];
        var tag = TagOf(sorted);
        State old;
        lock (_gate)
        {
            old = _state;
            if (old.Tag == tag)
            {
                return;
            }

            _state = new State(new DirectorySnapshot(old.Snapshot.Version + 1, sorted), tag);
        }

        old.Replaced.Cancel();
    }

    private static ServiceInstance InOrder(ServiceInstance instance) =>
        instance with
        {
            Metadata = new SortedDictionary<string, string>(instance.Metadata.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
        };

    private static string TagOf(IReadOnlyList<ServiceInstance> instances) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(instances, Json.Wire)));

    private sealed record State(DirectorySnapshot Snapshot, string Tag)
    {
        public CancellationTokenSource Replaced { get; } = new();
    }
}

/// <summary>The directory as it goes from the registry to other processes.</summary>
public sealed record DirectoryPage(string Tag, IReadOnlyList<ServiceInstance> Instances);

/// <summary>All instances of one process, as it registers them.</summary>
public sealed record ProcessRegistration(IReadOnlyList<ServiceInstance> Instances);
