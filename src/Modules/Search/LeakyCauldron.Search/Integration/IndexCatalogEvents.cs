using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search.Integration;

/// <summary>Keeps the index as the catalogue is. Idempotent by the products' versions.</summary>
internal sealed class IndexCatalogEvents(ISearchEngine engine, IndexState state) : IEverywhereConsumer
{
    public async Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct)
    {
        await state.WhenOpenAsync(ct);
        return engine.Reached;
    }

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct) =>
        engine.ApplyAsync([.. batch.Select(ChangeOf).OfType<ProductChange>()], reached, ct);

    private static ProductChange? ChangeOf(EventEnvelope envelope) =>
        envelope.Type switch
        {
            "catalog.product-changed.v1" => new ProductUpserted(Read<ProductChangedV1>(envelope).Product, envelope.Version),
            "catalog.product-removed.v1" => new ProductWithdrawn(Read<ProductRemovedV1>(envelope).ProductId, envelope.Version),
            "catalog.stock-changed.v1" => StockOf(Read<StockChangedV1>(envelope), envelope.Version),
            _ => null,
        };

    private static StockMoved StockOf(StockChangedV1 changed, long version) => new(changed.ProductId, changed.Variants, version);

    private static T Read<T>(EventEnvelope envelope) =>
        JsonSerializer.Deserialize<T>(envelope.Data.Span, Json.Wire) ?? throw new JsonException($"Event {envelope.Id} has no payload.");
}
