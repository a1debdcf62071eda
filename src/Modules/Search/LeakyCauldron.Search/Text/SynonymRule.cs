namespace LeakyCauldron.Search.Text;

/// <summary>Words that may stand for each other. With <paramref name="Means"/> the way is one: who types a term finds what it means too, and not the other way round.</summary>
internal sealed record SynonymRule(IReadOnlyList<string> Terms, IReadOnlyList<string> Means);
