using System.Data;
using System.Globalization;

namespace LeakyCauldron.Catalog.Products;

/// <summary>Writes the whole catalogue as it is at one instant, some products at a time.</summary>
internal sealed class ProductExport(CatalogDbContext db, ShopCurrency shop)
{
    private const int AtOnce = 500;

    private static readonly string[] Columns =
    [
        .. "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published".Split(','),
        .. "Option1 Name,Option1 Value,Option2 Name,Option2 Value,Option3 Name,Option3 Value".Split(','),
        .. "Variant SKU,Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Fulfillment Service".Split(
            ','
        ),
        .. "Variant Price,Variant Compare At Price,Variant Requires Shipping,Variant Taxable,Variant Barcode".Split(','),
        .. "Image Src,Image Position,Image Alt Text,Gift Card,SEO Title,SEO Description,Variant Image,Variant Weight Unit,Status".Split(','),
    ];

    public async Task WriteAsync(Stream stream, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(IsolationLevel.RepeatableRead, ct);
        var categories = await db.Categories.AsNoTracking().ToDictionaryAsync(c => c.Id, ct);
        var attributes = await db.Attributes.AsNoTracking().OrderBy(a => a.Name).ToListAsync(ct);
        var currencies = await db.Set<Price>().Select(p => p.Currency).Distinct().Where(c => c != shop.Default).OrderBy(c => c).ToListAsync(ct);
        await using var csv = new CsvWriter(stream);
        csv.Row([
            .. Columns,
            .. currencies.SelectMany(c => new[] { $"Variant Price / {c}", $"Variant Compare At Price / {c}" }),
            .. attributes.Select(a => $"{a.Name} (product.metafields.{a.Namespace}.{a.Key})"),
        ]);
        var after = "";
        while (true)
        {
            var products = await db
                .Products.AsNoTracking()
                .Include(p => p.AllVariants)
                    .ThenInclude(v => v.Prices)
                .Where(p => p.DeletedAt == null && p.Slug.CompareTo(after) > 0)
                .OrderBy(p => p.Slug)
                .Take(AtOnce)
                .ToListAsync(ct);
            var ids = products.ConvertAll(p => p.Id);
            var levels = await db.StockLevels.AsNoTracking().Where(s => ids.Contains(s.ProductId)).ToDictionaryAsync(s => s.VariantId, ct);
            foreach (var product in products)
            {
                Write(csv, product, product.CategoryId is { } id ? categories[id] : null, levels, currencies, attributes);
            }

            await csv.FlushAsync(ct);
            if (products.Count < AtOnce)
            {
                return;
            }

            after = products[^1].Slug;
        }
    }

    /// <summary>A row a variant; pictures beyond them have rows of their own.</summary>
    private void Write(
        CsvWriter csv,
        Product product,
        Category? category,
        Dictionary<Guid, StockLevel> levels,
        List<string> currencies,
        List<AttributeDefinition> attributes
    )
    {
        var variants = product.Variants.ToArray();
        for (var i = 0; i < Math.Max(variants.Length, product.Images.Count); i++)
        {
            var variant = i < variants.Length ? variants[i] : null;
            var image = i < product.Images.Count ? product.Images[i] : null;
            csv.Row([
                product.Slug,
                .. i == 0 ? Texts(product, category) : new string?[7],
                .. Options(product, variant, i == 0),
                .. Variant(variant, variant is null ? null : levels.GetValueOrDefault(variant.Id)),
                image?.Url,
                image is null ? "" : Text(i + 1),
                image?.Alt,
                i == 0 ? "false" : "",
                i == 0 ? product.SeoTitle : "",
                i == 0 ? product.SeoDescription : "",
                variant?.Image,
                variant is null ? "" : "g",
                i == 0 ? product.Status.ToString().ToLowerInvariant() : "",
                .. currencies.SelectMany(c => Prices(variant, c)),
                .. attributes.Select(a => i == 0 ? product.Attributes.GetValueOrDefault(a.Name) : ""),
            ]);
        }
    }

    private static string?[] Texts(Product product, Category? category) =>
        [
            product.Title,
            product.DescriptionHtml,
            product.Brand,
            category is null ? "" : string.Join(" > ", category.PathNames),
            "",
            string.Join(", ", product.Tags),
            Text(product.PublishedAt is not null),
        ];

    private static IEnumerable<string> Options(Product product, Variant? variant, bool first)
    {
        for (var i = 0; i < 3; i++)
        {
            var none = product.OptionNames.Count == 0 && i == 0;
            yield return !first ? ""
            : none ? "Title"
            : product.OptionNames.ElementAtOrDefault(i) ?? "";
            yield return variant is null ? ""
            : none ? "Default Title"
            : variant.OptionValues.ElementAtOrDefault(i) ?? "";
        }
    }

    private string?[] Variant(Variant? variant, StockLevel? level) =>
        variant is null
            ? new string?[11]
            :
            [
                variant.Sku,
                Text(variant.WeightGrams),
                level?.Tracked == true ? "shopify" : "",
                Text(level?.OnHand ?? 0),
                level?.Backorder == true ? "continue" : "deny",
                "manual",
                .. Prices(variant, shop.Default),
                Text(variant.RequiresShipping),
                Text(variant.Taxable),
                variant.Barcode,
            ];

    private static string[] Prices(Variant? variant, string currency)
    {
        var price = variant?.Prices.FirstOrDefault(p => p.Currency == currency && p.IsRegular);
        return [Amount(price?.Amount, currency), Amount(price?.CompareAt, currency)];
    }

    private static string Amount(long? amount, string currency)
    {
        var decimals = Currencies.Find(currency)?.Decimals ?? 0;
        return amount is { } units
            ? ((decimal)units / (decimal)Math.Pow(10, decimals)).ToString("F" + Text(decimals), CultureInfo.InvariantCulture)
            : "";
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(bool flag) => flag ? "true" : "false";
}
