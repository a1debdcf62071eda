namespace LeakyCauldron.Search.Text;

/// <summary>Synonyms as stems, ready to be looked up while a text is planned. They are applied to what is typed and not to what is indexed, so that an edit needs no new index.</summary>
internal sealed class SynonymSet
{
    /// <summary>More would make a query that costs more than it finds.</summary>
    public const int MostAlternatives = 20;

    /// <summary>Words of one term.</summary>
    public const int LongestTerm = 5;

    private readonly Dictionary<string, List<Entry>> _byFirstStem = new(StringComparer.Ordinal);

    public static SynonymSet Empty { get; } = new([]);

    public SynonymSet(IEnumerable<SynonymRule> rules)
    {
        foreach (var rule in rules)
        {
            var terms = rule.Terms.Select(StemsOf).Where(t => t.Length > 0).ToList();
            var means = rule.Means.Select(StemsOf).Where(t => t.Length > 0).ToList();
            terms.ForEach(term => Add(term, means.Count > 0 ? means : terms));
        }

        foreach (var entries in _byFirstStem.Values)
        {
            entries.Sort((a, b) => b.Stems.Length.CompareTo(a.Stems.Length));
        }
    }

    /// <summary>The longest term that the words from <paramref name="start"/> on are, or null.</summary>
    public SynonymMatch? Match(IReadOnlyList<QueryWord> words, int start) =>
        _byFirstStem.GetValueOrDefault(words[start].Whole.Stem)?.Find(e => IsAt(words, start, e.Stems)) is { } entry
            ? new SynonymMatch(entry.Stems.Length, entry.Alternatives)
            : null;

    private static string[] StemsOf(string term) => [.. QueryText.Parse(term).Words.Select(w => w.Whole.Stem).Take(LongestTerm)];

    private static bool IsAt(IReadOnlyList<QueryWord> words, int start, string[] stems) =>
        start + stems.Length <= words.Count && !stems.Where((stem, i) => words[start + i].Whole.Stem != stem).Any();

    private void Add(string[] term, List<string[]> alternatives)
    {
        if (!_byFirstStem.TryGetValue(term[0], out var entries))
        {
            _byFirstStem[term[0]] = entries = [];
        }

        var entry = entries.Find(e => e.Stems.SequenceEqual(term, StringComparer.Ordinal));
        if (entry is null)
        {
            entries.Add(entry = new Entry(term, []));
        }

        foreach (var other in alternatives.Where(a => !a.SequenceEqual(term, StringComparer.Ordinal)))
        {
            if (entry.Alternatives.Count < MostAlternatives && !entry.Alternatives.Exists(a => a.SequenceEqual(other, StringComparer.Ordinal)))
            {
                entry.Alternatives.Add(other);
            }
        }
    }

    private sealed record Entry(string[] Stems, List<string[]> Alternatives);
}

/// <summary>So many words of a text, and the stems of what may stand for them.</summary>
internal sealed record SynonymMatch(int Length, IReadOnlyList<string[]> Alternatives);
