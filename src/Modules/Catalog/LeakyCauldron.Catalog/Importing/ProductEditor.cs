using System.Security.Cryptography;
using System.Text;
using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>A row's variant and the product's own that it means, if there is one.</summary>
internal sealed record VariantMatch(ImportedVariant Source, Variant? Present);

/// <summary>Brings a product, new or present, to what a file says of it.</summary>
internal sealed class ProductEditor(IReadOnlyDictionary<(string, string), string> attributes, IReadOnlySet<string> takenSkus, DateTimeOffset now)
{
    /// <summary>By SKU, else by options; a product without options has one variant.</summary>
    public static IReadOnlyList<VariantMatch> Match(Product product, ImportedProduct source)
    {
        var free = product.Variants.ToList();
        var matches = new VariantMatch[source.Variants.Count];
        for (var i = 0; i < matches.Length; i++)
        {
            var variant = source.Variants[i];
            var present = variant.Sku is null ? null : free.Find(v => v.Sku == variant.Sku);
            matches[i] = new(variant, present);
            free.Remove(present!);
        }

        for (var i = 0; i < matches.Length; i++)
        {
            if (matches[i].Present is null)
            {
                var values = matches[i].Source.OptionValues;
                var present =
                    values.Count > 0 ? free.Find(v => v.OptionValues.SequenceEqual(values, StringComparer.Ordinal))
                    : source.Variants.Count == 1 && free is [var only] && (product.OptionNames.Count == 0 || source.OptionNames is null) ? only
                    : null;
                matches[i] = matches[i] with { Present = present };
                free.Remove(present!);
            }
        }

        return matches;
    }

    /// <summary>Applies it; answers the variants by row, the new ones among them, and the prices that ended.</summary>
    public (IReadOnlyList<(ImportedVariant Source, Variant Variant, bool IsNew)> Variants, List<PriceHistory> Ended) Apply(
        Product product,
        ImportedProduct source,
        IReadOnlyList<VariantMatch> matches,
        Category? category
    )
    {
        ApplyTexts(product, source, category);
        var ended = new List<PriceHistory>();
        var variants = new List<(ImportedVariant, Variant, bool)>(matches.Count);
        foreach (var (row, present) in matches)
        {
            var variant = present ?? product.AddVariant(row.Sku ?? GenerateSku(source.Handle, row.OptionValues), row.OptionValues, now);
            ApplyVariant(variant, row, ended);
            variants.Add((row, variant, present is null));
        }

        if (source.OptionNames is { } names && names.Count != product.OptionNames.Count)
        {
            // Of another shape than the product has now: nobody could choose them.
            foreach (var odd in product.Variants.Where(v => v.OptionValues.Count != names.Count).ToArray())
            {
                product.RemoveVariant(odd, now);
            }
        }

        if (source.OptionNames is not null)
        {
            product.SetOptionNames(source.OptionNames);
        }

        return (variants, ended);
    }

    /// <summary>Handle and options in capitals; told apart by a hash where another product has that SKU already.</summary>
    public static string SkuCandidate(string handle, IReadOnlyList<string> options) =>
        string.Join('-', options.Select(Slug.Of).Where(o => o.Length > 0).Prepend(handle)).ToUpperInvariant();

    private string GenerateSku(string handle, IReadOnlyList<string> options)
    {
        var sku = SkuCandidate(handle, options);
        return takenSkus.Contains(sku)
            ? $"{sku}-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', [handle, .. options]))))[..8]}"
            : sku;
    }

    private void ApplyTexts(Product product, ImportedProduct source, Category? category)
    {
        product.Title = source.Title ?? product.Title;
        product.DescriptionHtml = source.DescriptionHtml ?? product.DescriptionHtml;
        product.Brand = source.Brand ?? product.Brand;
        product.CategoryId = category?.Id ?? product.CategoryId;
        product.SeoTitle = source.SeoTitle ?? product.SeoTitle;
        product.SeoDescription = source.SeoDescription ?? product.SeoDescription;
        product.Status = source.Status ?? product.Status;
        product.PublishedAt = source.Published switch
        {
            true => product.PublishedAt ?? now,
            false => null,
            null => product.PublishedAt,
        };
        if (source.Tags is not null)
        {
            product.SetTags(source.Tags);
        }

        foreach (var (column, value) in source.Attributes)
        {
            product.SetAttribute(attributes[(column.Namespace, column.Key)], value);
        }

        if (source.Images.Count > 0)
        {
            product.SetImages(Merge(product.Images, source.Images));
        }
    }

    /// <summary>The file's pictures in its order, then those it does not name; a picture keeps its id.</summary>
    private static ProductImage[] Merge(List<ProductImage> present, IReadOnlyList<(string Url, string? Alt)> source) =>
        [
            .. source.Select(i =>
                present.Find(p => p.Url == i.Url) is { } known
                    ? known with
                    {
                        Alt = i.Alt ?? known.Alt,
                    }
                    : new ProductImage(Guid.CreateVersion7(), i.Url, i.Alt)
            ),
            .. present.Where(p => !source.Any(i => i.Url == p.Url)),
        ];

    private void ApplyVariant(Variant variant, ImportedVariant row, List<PriceHistory> ended)
    {
        variant.Sku = row.Sku ?? variant.Sku;
        variant.Barcode = row.Barcode ?? variant.Barcode;
        variant.WeightGrams = row.Grams ?? variant.WeightGrams;
        variant.RequiresShipping = row.RequiresShipping ?? variant.RequiresShipping;
        variant.Taxable = row.Taxable ?? variant.Taxable;
        variant.Image = row.Image ?? variant.Image;
        if (row.OptionValues.Count > 0)
        {
            variant.SetOptionValues(row.OptionValues);
        }

        foreach (var (price, compareAt) in row.Prices)
        {
            var present = variant.Prices.FirstOrDefault(p => p.IsRegular && p.Currency == price.Currency);
            if (variant.SetRegularPrice(price, compareAt ?? present?.CompareAt, now) is { } old)
            {
                ended.Add(old);
            }
        }
    }
}
