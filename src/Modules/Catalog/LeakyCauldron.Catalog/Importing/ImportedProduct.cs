namespace LeakyCauldron.Catalog.Importing;

/// <summary>What a file says of a product; null where it says nothing, which leaves things as they are.</summary>
internal sealed class ImportedProduct(string handle, long line, byte[] hash)
{
    public string Handle => handle;
    public long Line => line;
    public byte[] Hash => hash;
    public string? Title { get; set; }
    public string? DescriptionHtml { get; set; }
    public string? Brand { get; set; }
    public IReadOnlyList<string>? CategoryPath { get; set; }
    public IReadOnlyList<string>? Tags { get; set; }
    public bool? Published { get; set; }
    public ProductStatus? Status { get; set; }
    public string? SeoTitle { get; set; }
    public string? SeoDescription { get; set; }
    public List<(MetafieldColumn Column, string Value)> Attributes { get; } = [];

    /// <summary>Null if the file names no options; empty for a product that has none.</summary>
    public IReadOnlyList<string>? OptionNames { get; set; }

    public List<ImportedVariant> Variants { get; } = [];

    /// <summary>In the order of their positions.</summary>
    public IReadOnlyList<(string Url, string? Alt)> Images { get; set; } = [];
}

/// <summary>What a row says of a variant.</summary>
internal sealed record ImportedVariant(long Line, IReadOnlyList<string> OptionValues)
{
    public string? Sku { get; init; }
    public string? Barcode { get; init; }
    public int? Grams { get; init; }
    public bool? Tracked { get; init; }
    public int? Quantity { get; init; }
    public bool? Backorder { get; init; }
    public bool? RequiresShipping { get; init; }
    public bool? Taxable { get; init; }
    public string? Image { get; init; }
    public IReadOnlyList<(Money Price, long? CompareAt)> Prices { get; init; } = [];
}
