using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The words of titles, brands, categories and attributes, for completing and correcting what was typed.</summary>
internal static class Vocabulary
{
    private const int MostScanned = 2_000;
    private const int ShortestCorrected = 4;
    private const int ShortestWithTwoEdits = 8;

    internal readonly record struct Candidate(string Word, int Products, int Distance);

    /// <summary>Words of names that begin so, the most frequent first.</summary>
    public static List<Candidate> Names(IndexReader reader, string start, int limit) => Best(StartingWith(reader, IndexSchema.Words, start), limit);

    /// <summary>Words of names and attributes that begin so, the most frequent first.</summary>
    public static List<Candidate> StartingWith(IndexReader reader, string start, int limit) =>
        Best(StartingWith(reader, IndexSchema.Words, start).Concat(StartingWith(reader, IndexSchema.ValueWords, start)), limit);

    /// <summary>Words that differ by one letter, from eight letters on by two; the nearest first, then the most frequent.</summary>
    public static List<Candidate> Near(IndexReader reader, string word, int limit) =>
        word.Length < ShortestCorrected ? [] : Best(Near(reader, IndexSchema.Words, word).Concat(Near(reader, IndexSchema.ValueWords, word)), limit);

    private static List<Candidate> Best(IEnumerable<Candidate> found, int limit) =>
        [
            .. found
                .OrderBy(c => c.Distance)
                .ThenByDescending(c => c.Products)
                .ThenBy(c => c.Word, StringComparer.Ordinal)
                .DistinctBy(c => c.Word, StringComparer.Ordinal)
                .Take(limit),
        ];

    private static IEnumerable<Candidate> StartingWith(IndexReader reader, string field, string start)
    {
        var prefix = new BytesRef(start);
        if (MultiFields.GetTerms(reader, field)?.GetEnumerator() is not { } terms || terms.SeekCeil(prefix) == TermsEnum.SeekStatus.END)
        {
            yield break;
        }

        var scanned = 0;
        do
        {
            if (!StringHelper.StartsWith(terms.Term, prefix))
            {
                yield break;
            }

            yield return new Candidate(terms.Term.Utf8ToString(), terms.DocFreq, 0);
        } while (++scanned < MostScanned && terms.MoveNext());
    }

    private static IEnumerable<Candidate> Near(IndexReader reader, string field, string word)
    {
        if (MultiFields.GetTerms(reader, field) is not { } terms)
        {
            yield break;
        }

        var edits = word.Length >= ShortestWithTwoEdits ? 2 : 1;
        var near = new FuzzyTermsEnum(terms, new AttributeSource(), new Term(field, word), edits, prefixLength: 0, transpositions: true);
        for (var scanned = 0; scanned < MostScanned && near.MoveNext(); scanned++)
        {
            var candidate = near.Term.Utf8ToString();
            if (candidate.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0)
            {
                yield return new Candidate(candidate, near.DocFreq, EditDistance.Between(word, candidate));
            }
        }
    }
}
