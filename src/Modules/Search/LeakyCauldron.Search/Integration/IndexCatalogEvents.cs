using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Integration;

/// <summary>
/// Keeps the index as the catalogue is: one in every process from its own place in the stream, one that the processes share by whoever has the batch. Idempotent by
/// the products' versions.
/// </summary>
internal sealed class IndexCatalogEvents(ISearchEngine engine, IndexState state) : IEverywhereConsumer, IBatchConsumer
{
    public async Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct)
    {
        await state.WhenOpenAsync(ct);
        return engine.Reached;
    }

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct) =>
        engine.ApplyAsync(CatalogChanges.Of(batch), reached, ct);

    public async Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
    {
        await state.WhenOpenAsync(ct);
        await engine.ApplyAsync(CatalogChanges.Of(batch), reached: null, ct);
    }
}
