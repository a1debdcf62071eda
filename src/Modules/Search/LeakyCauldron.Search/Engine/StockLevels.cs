using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Engine;

internal static class StockLevels
{
    /// <summary>The same product with the given availability; the same object if nothing that is indexed changes.</summary>
    public static ProductDocument WithStock(this ProductDocument product, IReadOnlyList<VariantStock> stock)
    {
        var variants = product.Variants.ToArray();
        var changed = false;
        foreach (var level in stock)
        {
            var at = Array.FindIndex(variants, v => v.VariantId == level.VariantId);
            var inStock = level.Available is null or > 0;
            if (at >= 0 && variants[at].InStock != inStock)
            {
                variants[at] = variants[at] with { InStock = inStock };
                changed = true;
            }
        }

        return changed ? product with { Variants = variants } : product;
    }
}
