using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Engine;

/// <summary>What a list shows of a product; kept beside the index, so that a page needs no other source.</summary>
internal sealed record ProductCard(
    Guid Id,
    string Slug,
    string Title,
    string? Brand,
    CardCategory? Category,
    string? Image,
    double Rating,
    int RatingCount,
    bool InStock,
    string Teaser,
    IReadOnlyList<CardVariant> Variants
)
{
    private const int TeaserLength = 280;

    public static ProductCard Of(ProductDocument product) =>
        new(
            product.ProductId,
            product.Slug,
            product.Title,
            product.Brand,
            product.CategoryId is { } id && product.CategorySlugs.Count > 0
                ? new CardCategory(
                    id,
                    product.CategorySlugs[^1],
                    product.CategoryNames.Count > 0 ? product.CategoryNames[^1] : product.CategorySlugs[^1]
                )
                : null,
            product.Image,
            product.RatingAverage,
            product.RatingCount,
            ProductKeys.IsInStock(product),
            product.Description.Length <= TeaserLength ? product.Description : product.Description[..TeaserLength],
            [.. product.Variants.Select(CardVariant.Of)]
        );
}

internal sealed record CardCategory(Guid Id, string Slug, string Name);

/// <summary>Prices in minor units by currency.</summary>
internal sealed record CardVariant(
    string Sku,
    string? Barcode,
    IReadOnlyList<string> Options,
    IReadOnlyDictionary<string, long> Prices,
    IReadOnlyDictionary<string, long>? CompareAt,
    bool InStock
)
{
    public static CardVariant Of(VariantDocument variant) =>
        new(
            variant.Sku,
            variant.Barcode,
            [.. variant.Options.Values],
            ByCurrency(variant.Prices),
            variant.CompareAtPrices.Count == 0 ? null : ByCurrency(variant.CompareAtPrices),
            variant.InStock
        );

    public Money? PriceIn(string currency) => Prices.TryGetValue(currency, out var amount) ? new Money(amount, currency) : null;

    public Money? CompareAtIn(string currency) =>
        CompareAt is not null && CompareAt.TryGetValue(currency, out var amount) ? new Money(amount, currency) : null;

    private static Dictionary<string, long> ByCurrency(IReadOnlyList<Money> prices)
    {
        var all = new Dictionary<string, long>(prices.Count, StringComparer.Ordinal);
        foreach (var price in prices)
        {
            all[price.Currency] = price.Amount;
        }

        return all;
    }
}
