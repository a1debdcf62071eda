namespace LeakyCauldron.Catalog.Products;

/// <summary>A product as other modules are told of it.</summary>
internal static class ProductDocuments
{
    public static ProductDocument Of(Product product, Category? category, IReadOnlyDictionary<Guid, StockLevel> levels, DateTimeOffset now) =>
        new(
            product.Id,
            product.Slug,
            product.Title,
            Html.ToText(product.DescriptionHtml),
            product.Brand,
            category?.Id,
            category?.PathSlugs ?? [],
            category?.PathNames ?? [],
            product.Tags,
            product.Attributes,
            [.. product.Variants.Select(v => Of(product, v, levels.GetValueOrDefault(v.Id), now))],
            product.Images.Count > 0 ? product.Images[0].Url : null,
            product.RatingAverage,
            product.RatingCount,
            product.SoldCount,
            product.CreatedAt
        );

    public static IReadOnlyDictionary<string, string> Options(IReadOnlyList<string> names, IReadOnlyList<string> values) =>
        names.Zip(values).ToDictionary(o => o.First, o => o.Second, StringComparer.Ordinal);

    private static VariantDocument Of(Product product, Variant variant, StockLevel? level, DateTimeOffset now)
    {
        var prices = variant
            .Prices.Select(p => p.Currency)
            .Distinct(StringComparer.Ordinal)
            .Select(c => variant.PriceAt(c, now))
            .OfType<CurrentPrice>()
            .OrderBy(p => p.Currency, StringComparer.Ordinal)
            .ToArray();
        return new(
            variant.Id,
            variant.Sku,
            variant.Barcode,
            Options(product.OptionNames, variant.OptionValues),
            [.. prices.Select(p => p.Money)],
            [.. prices.Select(p => p.CompareAtMoney).OfType<Money>()],
            level?.InStock ?? true
        );
    }
}
