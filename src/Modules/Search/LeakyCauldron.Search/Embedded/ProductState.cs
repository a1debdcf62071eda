using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A product as of a version; without a document it is withdrawn.</summary>
internal sealed record ProductState(ProductDocument? Product, long Version)
{
    /// <summary>False if only the version moved, which may wait for the next commit.</summary>
    public bool MustBeWritten { get; init; }

    /// <summary>True if the index has a document of it that this one replaces.</summary>
    public bool IsUpdate { get; init; }

    /// <summary>The same product with the given availability; the same object if nothing that is indexed changes.</summary>
    public static ProductDocument WithStock(ProductDocument product, IReadOnlyList<VariantStock> stock)
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
