using System.Text.Json;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Integration;

/// <summary>
/// Keeps the index as the catalogue is: one in every process from its own place in the stream, one that the processes share by whoever has the batch. Idempotent by
/// the products' versions.
/// </summary>
internal sealed class IndexCatalogEvents(ISearchEngine engine, IndexState state, IServiceScopeFactory scopes, ILogger<IndexCatalogEvents> log)
    : IEverywhereConsumer,
        IBatchConsumer
{
    public async Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct)
    {
        await state.WhenOpenAsync(ct);
        return engine.Reached;
    }

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct) =>
        engine.ApplyAsync(ChangesOf(batch), reached, ct);

    /// <summary>The catalogue knows what the lost events would have told.</summary>
    public async Task<StreamPosition?> RebuildAsync(string topic, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IndexRebuilder>().RunAsync(ct);
        return engine.Reached;
    }

    public async Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
    {
        await state.WhenOpenAsync(ct);
        await engine.ApplyAsync(ChangesOf(batch), reached: null, ct);
    }

    /// <summary>What cannot be read now can never be, and must not hold up what comes after it.</summary>
    private List<ProductChange> ChangesOf(IReadOnlyList<EventEnvelope> batch)
    {
        var changes = new List<ProductChange>(batch.Count);
        foreach (var envelope in batch)
        {
            try
            {
                if (CatalogChanges.Of(envelope) is { } change)
                {
                    changes.Add(change);
                }
            }
            catch (JsonException e)
            {
                log.LogError(
                    e,
                    "Event {Id} of {Key} is not a readable {Type}; the search index goes on without it.",
                    envelope.Id,
                    envelope.Key,
                    envelope.Type
                );
            }
        }

        return changes;
    }
}
