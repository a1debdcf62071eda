using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Engine;

/// <summary>A change of one product; an engine applies it only if <paramref name="Version"/>, the product's event counter, is newer than what it has.</summary>
internal abstract record ProductChange(Guid ProductId, long Version);

internal sealed record ProductUpserted(ProductDocument Product, long Version) : ProductChange(Product.ProductId, Version);

internal sealed record ProductWithdrawn(Guid ProductId, long Version) : ProductChange(ProductId, Version);

internal sealed record StockMoved(Guid ProductId, IReadOnlyList<VariantStock> Variants, long Version) : ProductChange(ProductId, Version);
