namespace LeakyCauldron.Search.Text;

/// <summary>Fields of terms that both engines have.</summary>
internal static class SearchFields
{
    public const string Title = "title";
    public const string Brand = "brand";
    public const string Category = "category";
    public const string Attributes = "attributes";
    public const string Description = "description";

    /// <summary>What the product is.</summary>
    public const string Heads = "heads";

    /// <summary>Whole SKUs and barcodes.</summary>
    public const string Code = "code";

    /// <summary>The vocabulary of names.</summary>
    public const string Words = "words";

    /// <summary>The vocabulary of what is said of products, and of joined forms.</summary>
    public const string ValueWords = "value_words";
}
