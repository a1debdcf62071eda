using System.Text.Json;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Integration;

/// <summary>From the catalogue's events to changes of the index.</summary>
internal static class CatalogChanges
{
    /// <summary>Null if the event does not concern the index.</summary>
    /// <exception cref="JsonException">The payload is not the event's JSON.</exception>
    public static ProductChange? Of(EventEnvelope envelope) =>
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
