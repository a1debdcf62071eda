namespace LeakyCauldron.Search.Text;

/// <summary>How much a match counts, by where it is. Tuned on whole catalogues, never on a query.</summary>
internal static class Weights
{
    /// <summary>What the other fields add to the best one.</summary>
    public const float Tie = 0.2f;

    /// <summary>A whole SKU or barcode stands above whatever words can score.</summary>
    public const float ExactCode = 10_000f;

    /// <summary>A SKU or barcode among other words.</summary>
    public const float CodeAmongWords = 10f;

    /// <summary>The last word typed is what the product is, not what it goes with.</summary>
    public const float Head = 2f;
    public const float TitlePhrase = 1f;

    /// <summary>Words that may stand between those of a title phrase.</summary>
    public const int TitlePhraseSlop = 1;

    /// <summary>One joined word stands for two.</summary>
    public const float Joined = 2f;

    /// <summary>What was meant counts nearly as much as what was typed.</summary>
    public const float Synonym = 0.9f;
    public const float Compound = 0.8f;
    public const float Completed = 0.8f;
    public const float Corrected = 0.7f;

    /// <summary>BM25: how soon repeating a word stops to count.</summary>
    public const float Bm25K1 = 1.2f;

    /// <summary>BM25: how much a long text is held against it.</summary>
    public const float Bm25B = 0.5f;

    /// <summary>What sells, is liked and can be had is a little better; it never outweighs what was asked for.</summary>
    public const float Sold = 0.02f;
    public const float InStock = 0.03f;
    public const float Rating = 0.0001f;

    public static IReadOnlyList<(string Field, float Boost)> Fields { get; } =
    [
        (SearchFields.Title, 4f),
        (SearchFields.Brand, 2f),
        (SearchFields.Category, 3f),
        (SearchFields.Attributes, 1.5f),
        (SearchFields.Description, 0.6f),
    ];
}
