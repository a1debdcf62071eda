using System.Collections.Concurrent;
using System.Globalization;
using Lucene.Net.Analysis.Miscellaneous;

namespace LeakyCauldron.Search.Text;

/// <summary>Folds (case, accents, width) and stems; remembers the words it has seen, for a shop's vocabulary is small.</summary>
internal static class WordForms
{
    private const int Remembered = 50_000;
    private const int MaxLength = 64;
    private static readonly ConcurrentDictionary<string, WordForm> Seen = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, WordForm>.AlternateLookup<ReadOnlySpan<char>> BySpan = Seen.GetAlternateLookup<
        ReadOnlySpan<char>
    >();

    [ThreadStatic]
    private static Stemmer? _stemmer;

    public static WordForm Of(ReadOnlySpan<char> written)
    {
        written = written.Length > MaxLength ? written[..MaxLength] : written;
        if (BySpan.TryGetValue(written, out var known))
        {
            return known;
        }

        var text = Fold(written);
        if (!IsPlainWord(text))
        {
            return new WordForm(text, text);
        }

        var term = new WordForm(text, Singular((_stemmer ??= new Stemmer()).Stem(text)));
        if (Seen.Count < Remembered)
        {
            Seen.TryAdd(written.ToString(), term);
        }

        return term;
    }

    /// <summary>The stemmer's dictionary has many plurals as words of their own.</summary>
    private static string Singular(string stem) =>
        stem.Length < 4 || stem[^1] != 's' || stem[^2] is 's' or 'u' or 'i' ? stem
        : stem.EndsWith("ies", StringComparison.Ordinal) ? stem
        : stem.EndsWith("sses", StringComparison.Ordinal)
        || stem.EndsWith("xes", StringComparison.Ordinal)
        || stem.EndsWith("shes", StringComparison.Ordinal)
            ? stem[..^2]
        : stem[..^1];

    public static string Fold(ReadOnlySpan<char> written)
    {
        var input = written.ToArray();
        var output = new char[input.Length * 4];
        var length = ASCIIFoldingFilter.FoldToASCII(input, 0, output, 0, input.Length);
        var kept = 0;
        for (var i = 0; i < length; i++)
        {
            if (char.GetUnicodeCategory(output[i]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark))
            {
                output[kept++] = char.ToLowerInvariant(output[i]);
            }
        }

        return new string(output, 0, kept);
    }

    /// <summary>Model numbers and very short words are what they are.</summary>
    private static bool IsPlainWord(string text) => text.Length > 3 && text.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0;
}
