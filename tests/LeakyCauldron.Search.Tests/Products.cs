using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests;

/// <summary>Products for tests, with what a test does not care about filled in.</summary>
internal static class Products
{
    public static ProductDocument Make(
        string title,
        string? brand = null,
        string description = "",
        string? category = null,
        IReadOnlyDictionary<string, string>? attributes = null,
        long? price = 1000,
        bool inStock = true,
        string? sku = null,
        int sold = 0,
        double rating = 0,
        int ratings = 0,
        IReadOnlyList<VariantDocument>? variants = null
    )
    {
        var id = Guid.CreateVersion7();
        return new(
            id,
            $"p-{id:N}",
            title,
            description,
            brand,
            category is null ? null : Guid.CreateVersion7(),
            category is null ? [] : [.. category.Split('/').Select(c => c.ToLowerInvariant().Replace(' ', '-'))],
            category?.Split('/') ?? [],
            [],
            attributes ?? new Dictionary<string, string>(),
            variants ?? [Variant(sku ?? $"SKU-{id:N}", price, inStock)],
            null,
            rating,
            ratings,
            sold,
            DateTimeOffset.UnixEpoch.AddSeconds(Random.Shared.Next())
        );
    }

    public static VariantDocument Variant(string sku, long? price = 1000, bool inStock = true, string? barcode = null, string? size = null) =>
        new(
            Guid.CreateVersion7(),
            sku,
            barcode,
            size is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["Size"] = size },
            price is { } amount ? [new Money(amount, "GBP")] : [],
            [],
            inStock
        );

    public static Dictionary<string, string> Attributes(params (string Name, string Value)[] all) => all.ToDictionary(a => a.Name, a => a.Value);

    public static ProductUpserted At(this ProductDocument product, long version) => new(product, version);

    public static StockMoved Stock(this ProductDocument product, long version, int? available) =>
        new(product.ProductId, [.. product.Variants.Select(v => new VariantStock(v.VariantId, v.Sku, available))], version);

    public static ProductWithdrawn Gone(this ProductDocument product, long version) => new(product.ProductId, version);
}
