namespace LeakyCauldron.Search.Text;

/// <summary>What a planner must know of an index to understand a text.</summary>
internal interface IVocabulary
{
    /// <summary>True if any searched field has the stem.</summary>
    bool HasStem(string stem);

    /// <summary>Products that have the term in the field, about.</summary>
    int Products(string field, string term);

    /// <summary>Words of names and attributes that begin so, the most frequent first.</summary>
    IReadOnlyList<Candidate> StartingWith(string start, int limit);

    /// <summary>Words that differ by so few letters as <see cref="Candidate.Edits"/> allows; the nearest first, then the most frequent.</summary>
    IReadOnlyList<Candidate> Near(string word, int limit);
}

/// <summary>A word that may have been meant, and how many products have it.</summary>
internal readonly record struct Candidate(string Word, int Products, int Distance)
{
    private const int ShortestCorrected = 4;
    private const int ShortestWithTwoEdits = 8;

    /// <summary>Letters that may be wrong in a word of this length.</summary>
    public static int Edits(string word) =>
        word.Length < ShortestCorrected ? 0
        : word.Length < ShortestWithTwoEdits ? 1
        : 2;

    /// <summary>Corrections are words; a number is what it is.</summary>
    public static bool IsWord(string text) => text.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0;

    public static IReadOnlyList<Candidate> Best(IEnumerable<Candidate> found, int limit) =>
        [
            .. found
                .OrderBy(c => c.Distance)
                .ThenByDescending(c => c.Products)
                .ThenBy(c => c.Word, StringComparer.Ordinal)
                .DistinctBy(c => c.Word, StringComparer.Ordinal)
                .Take(limit),
        ];
}
