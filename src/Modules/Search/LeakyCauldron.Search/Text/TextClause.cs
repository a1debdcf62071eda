namespace LeakyCauldron.Search.Text;

/// <summary>A part of a text query, in no engine's language.</summary>
internal abstract record TextClause
{
    /// <summary>A stem in any searched field: the best field counts, the others a little.</summary>
    internal sealed record Term(string Stem, float Weight) : TextClause;

    /// <summary>Stems next to each other in one searched field.</summary>
    internal sealed record Phrase(IReadOnlyList<string> Stems, float Weight) : TextClause;

    /// <summary>A whole SKU or barcode.</summary>
    internal sealed record Code(string Text, float Boost) : TextClause;

    internal sealed record Any(IReadOnlyList<TextClause> Clauses) : TextClause;

    internal sealed record All(IReadOnlyList<TextClause> Clauses) : TextClause;
}
