using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Synonyms;

/// <summary>The shop's synonyms.</summary>
/// <param name="Items">In the order they were given.</param>
/// <param name="Revision">Counts changes; 0 before the first.</param>
internal sealed record SynonymsDto(IReadOnlyList<SynonymDto> Items, int Revision)
{
    public static SynonymsDto Of(SynonymList? list) => new([.. (list?.Rules ?? []).Select(SynonymDto.Of)], list?.Revision ?? 0);
}

/// <summary>Words that stand for each other.</summary>
/// <param name="Terms">Each a word or a few; who types one also finds the others, or what they mean.</param>
/// <param name="Means">If given, the way is one: the terms find these, and these do not find the terms.</param>
internal sealed record SynonymDto(IReadOnlyList<string> Terms, IReadOnlyList<string>? Means = null)
{
    public static SynonymDto Of(SynonymRule rule) => new(rule.Terms, rule.Means.Count > 0 ? rule.Means : null);
}
