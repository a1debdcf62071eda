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

/// <summary>A variant that somebody waits for can be had again. It is told once. Key: alert id.</summary>
/// <param name="AlertId">Of the wish to be told.</param>
/// <param name="UserId">Who wants to know.</param>
/// <param name="ProductId">Product.</param>
/// <param name="VariantId">Variant.</param>
/// <param name="Sku">The variant's.</param>
/// <param name="Slug">The product's.</param>
/// <param name="Title">The product's.</param>
[Event("catalog.back-in-stock", 1)]
public sealed record BackInStockV1(Guid AlertId, Guid UserId, Guid ProductId, Guid VariantId, string Sku, string Slug, string Title)
    : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => AlertId.ToString();
}
