namespace LeakyCauldron.Catalog.Contracts;

/// <summary>
/// A published product is new or has changed in content or price. Carries the whole state. Key: product id. All three catalogue events of a product share one version
/// counter, so that a consumer can tell which is newest.
/// </summary>
[Event("catalog.product-changed", 1)]
public sealed record ProductChangedV1(ProductDocument Product) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => Product.ProductId.ToString();
}

/// <summary>A product is no longer to be seen: deleted, archived or unpublished. Key: product id.</summary>
[Event("catalog.product-removed", 1)]
public sealed record ProductRemovedV1(Guid ProductId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => ProductId.ToString();
}

/// <summary>Availability of a product's variants, coalesced: one event may stand for many movements. Key: product id.</summary>
[Event("catalog.stock-changed", 1)]
public sealed record StockChangedV1(Guid ProductId, IReadOnlyList<VariantStock> Variants) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => ProductId.ToString();
}

/// <summary>Units that can be ordered now; null if not tracked.</summary>
public sealed record VariantStock(Guid VariantId, string Sku, int? Available);
