using System.Collections.Frozen;

namespace LeakyCauldron.Search.Text;

/// <summary>What was typed, as words. Operators and wildcards have no meaning; words beyond the limit are ignored.</summary>
internal sealed record QueryText(IReadOnlyList<QueryWord> Words, string Code)
{
    private const int MaxWords = 12;
    private const int MaxParts = 12;

    /// <summary>They tell nothing of a product and may be absent from it.</summary>
    private static readonly FrozenSet<string> Fillers = FrozenSet.Create(
        StringComparer.Ordinal,
        "a",
        "an",
        "and",
        "at",
        "by",
        "for",
        "from",
        "in",
        "of",
        "on",
        "or",
        "the",
        "to",
        "with"
    );

    public static QueryText Parse(string text)
    {
        var tokens = new List<TextToken>();
        TextSplitter.Tokenize(text, tokens);
        var words = tokens.GroupBy(t => t.Word).Take(MaxWords).Select(w => QueryWord.Of(text, [.. w.Take(MaxParts)])).ToList();
        var telling = words.Where(w => !Fillers.Contains(w.Whole.Text)).ToList();
        return new QueryText(telling.Count > 0 ? telling : words, CodeOf(text));
    }

    /// <summary>A SKU or barcode without case and separators.</summary>
    public static string CodeOf(string text) => WordForms.Fold(string.Concat(text.Where(char.IsLetterOrDigit)));
}

/// <summary>A word between blanks. One of several parts is searched joined, and as a phrase of its parts.</summary>
internal sealed record QueryWord(WordForm Whole, IReadOnlyList<WordForm> Parts, int Start, int End)
{
    public bool IsPlain => Parts.Count == 1 && Whole.Text.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0;

    public static QueryWord Of(string text, IReadOnlyList<TextToken> tokens)
    {
        var parts = tokens.Where(t => !t.Joined).ToList();
        var (start, end) = (parts[0].Start, parts[^1].End);
        var whole = parts.Count == 1 ? parts[0].Form : WordForms.Of(QueryText.CodeOf(text[start..end]));
        return new QueryWord(whole, [.. parts.Select(p => p.Form)], start, end);
    }
}
