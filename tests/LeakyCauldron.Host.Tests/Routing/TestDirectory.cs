using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>A registry that a test writes.</summary>
internal sealed class TestDirectory : IServiceDirectory, IDisposable
{
    private readonly Lock _lock = new();
    private CancellationTokenSource _changed = new();

    public DirectorySnapshot Current { get; private set; } = DirectorySnapshot.Empty;

    public IChangeToken Changed() => new CancellationChangeToken(_changed.Token);

    public void Add(string app, Uri address, params (string Name, string Value)[] metadata) =>
        Replace([.. Current.Instances, Instance(app, address, metadata)]);

    public void Clear() => Replace([]);

    public void Dispose() => _changed.Dispose();

    private static ServiceInstance Instance(string app, Uri address, (string Name, string Value)[] metadata) =>
        new(app, $"{address.Authority}:{app}", address, ServiceStatus.Up, metadata.ToDictionary(m => m.Name, m => m.Value, StringComparer.Ordinal));

    private void Replace(IReadOnlyList<ServiceInstance> instances)
    {
        CancellationTokenSource before;
        lock (_lock)
        {
            Current = new(Current.Version + 1, instances);
            before = _changed;
            _changed = new();
        }

        before.Cancel();
        before.Dispose();
    }
}
