using System.Text.RegularExpressions;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>A product metafield: <c>Colour (product.metafields.shop.colour)</c>.</summary>
internal sealed record MetafieldColumn(int Index, string Name, string Namespace, string Key);

/// <summary>Prices beyond those of the import's own currency.</summary>
internal sealed record PriceColumns(Currency Currency, int Price, int CompareAt);

/// <summary>Where a file has what; −1 for a column that it has not.</summary>
internal sealed partial class ImportColumns
{
    /// <summary>Names that newer exports use for the same.</summary>
    private static readonly Dictionary<string, string> Aliases = new(StringComparer.OrdinalIgnoreCase)
    {
        ["URL handle"] = "Handle",
        ["Description"] = "Body (HTML)",
        ["Published on online store"] = "Published",
        ["SKU"] = "Variant SKU",
        ["Barcode"] = "Variant Barcode",
        ["Price"] = "Variant Price",
        ["Compare-at price"] = "Variant Compare At Price",
        ["Charge tax"] = "Variant Taxable",
        ["Inventory tracker"] = "Variant Inventory Tracker",
        ["Inventory quantity"] = "Variant Inventory Qty",
        ["Continue selling when out of stock"] = "Variant Inventory Policy",
        ["Weight value (grams)"] = "Variant Grams",
        ["Requires shipping"] = "Variant Requires Shipping",
        ["Product image URL"] = "Image Src",
        ["Variant image URL"] = "Variant Image",
    };

    private readonly Dictionary<string, int> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly string[] _names;

    private ImportColumns(CsvRecord header)
    {
        _names = [.. Enumerable.Range(0, header.Count).Select(i => header.Text(i) ?? "")];
        foreach (var (name, index) in _names.Select((name, index) => (name, index)))
        {
            _byName.TryAdd(Aliases.GetValueOrDefault(name, name), index);
        }

        Metafields =
        [
            .. _names
                .Select((name, index) => (Match: MetafieldName().Match(name), index))
                .Where(c => c.Match.Success)
                .Select(c => new MetafieldColumn(c.index, c.Match.Groups[1].Value, c.Match.Groups[2].Value, c.Match.Groups[3].Value)),
        ];
        Prices =
        [
            .. _byName
                .Select(c => (Currency: Currencies.Find(PriceName().Match(c.Key).Groups[1].Value), c.Value))
                .Where(c => c.Currency is not null)
                .Select(c => new PriceColumns(c.Currency!, c.Value, Find($"Variant Compare At Price / {c.Currency!.Code}"))),
        ];
    }

    public int Count => _names.Length;
    public int Handle => Find("Handle");
    public int Title => Find("Title");
    public int Body => Find("Body (HTML)");
    public int Vendor => Find("Vendor");
    public int Category => Find("Product Category");
    public int Type => Find("Type");
    public int Tags => Find("Tags");
    public int Published => Find("Published");
    public int Status => Find("Status");
    public int SeoTitle => Find("SEO Title");
    public int SeoDescription => Find("SEO Description");
    public int ImageUrl => Find("Image Src");
    public int ImagePosition => Find("Image Position");
    public int ImageAlt => Find("Image Alt Text");
    public int Sku => Find("Variant SKU");
    public int Barcode => Find("Variant Barcode");
    public int Grams => Find("Variant Grams");
    public int Tracker => Find("Variant Inventory Tracker");
    public int Quantity => Find("Variant Inventory Qty");
    public int Policy => Find("Variant Inventory Policy");
    public int Price => Find("Variant Price");
    public int CompareAt => Find("Variant Compare At Price");
    public int RequiresShipping => Find("Variant Requires Shipping");
    public int Taxable => Find("Variant Taxable");
    public int VariantImage => Find("Variant Image");
    public IReadOnlyList<MetafieldColumn> Metafields { get; }
    public IReadOnlyList<PriceColumns> Prices { get; }

    public static Result<ImportColumns> Of(CsvRecord? header)
    {
        var columns = new ImportColumns(header ?? new CsvRecord(1, [], [], null));
        var missing = new[] { "Handle", "Title" }.Where(name => columns.Find(name) < 0).ToArray();
        if (missing.Length > 0)
        {
            return Error.Validation(
                missing.ToDictionary(m => m, m => new[] { "The file has no such column." }, StringComparer.Ordinal),
                "missing_column"
            );
        }

        return
            Array.Find(columns._names, name => PriceName().Match(name) is { Success: true } price && Currencies.Find(price.Groups[1].Value) is null)
                is { } unknown
            ? Error.Validation(unknown, "This is not a known currency code.", "unknown_currency")
            : columns;
    }

    public int OptionName(int option) => Find($"Option{option} Name");

    public int OptionValue(int option) => Find($"Option{option} Value");

    /// <summary>The header's own name of a column, for messages.</summary>
    public string? Name(int index) => (uint)index < (uint)_names.Length ? _names[index] : null;

    private int Find(string name) => _byName.GetValueOrDefault(name, -1);

    [GeneratedRegex(@"^(.+?)\s*\(product\.metafields\.([^.()]+)\.([^()]+)\)$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex MetafieldName();

    [GeneratedRegex("^Variant Price / ([A-Z]{3})$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex PriceName();
}
