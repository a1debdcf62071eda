using System.Collections.Frozen;

namespace LeakyCauldron.Search.Text;

/// <summary>
/// The words that say what a thing is: the last of a noun phrase. A "monitor stand" is a stand; a "flat panel monitor, 22 inch, for offices" is a monitor.
/// A phrase ends at punctuation, at a model number or measure, at a value that the product's attributes name, and for good at a preposition or a full stop.
/// </summary>
internal static class NounHeads
{
    private static readonly FrozenSet<string> Prepositions = FrozenSet.Create(
        StringComparer.Ordinal,
        "for",
        "with",
        "without",
        "from",
        "to",
        "of",
        "by",
        "in",
        "on",
        "f",
        "w",
        "fits"
    );

    /// <param name="text">As it is written.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="qualities">Stems of attribute values, such as colours, which stand after the noun.</param>
    /// <param name="into">Receives the stems.</param>
    public static void Collect(ReadOnlySpan<char> text, List<TextToken> tokens, HashSet<string> qualities, HashSet<string> into)
    {
        TextToken? noun = null;
        foreach (var token in tokens)
        {
            if (token.Joined)
            {
                continue;
            }

            var isWord = IsWord(token.Form.Text);
            if (
                noun is { } last
                && (!isWord || IsBroken(text[last.End..token.Start]) || Prepositions.Contains(token.Form.Text) || qualities.Contains(token.Form.Stem))
            )
            {
                into.Add(last.Form.Stem);
                noun = null;
            }

            if (Prepositions.Contains(token.Form.Text) || (token.Start > 0 && text[..token.Start].TrimEnd() is [.., '.' or '!' or '?']))
            {
                return;
            }

            if (isWord && !qualities.Contains(token.Form.Stem))
            {
                noun = token;
            }
        }

        if (noun is { } end)
        {
            into.Add(end.Form.Stem);
        }
    }

    private static bool IsWord(string term) => term.Length > 1 && term.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0;

    private static bool IsBroken(ReadOnlySpan<char> between) =>
        between.IndexOfAnyExcept(" -\u00ae\u2122") >= 0 || between.Contains(" -", StringComparison.Ordinal);
}
