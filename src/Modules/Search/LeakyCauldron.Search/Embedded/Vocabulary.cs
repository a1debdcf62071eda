using LeakyCauldron.Search.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The words of titles, brands, categories and attributes, for completing and correcting what was typed.</summary>
internal static class Vocabulary
{
    private const int MostScanned = 2_000;

    /// <summary>Words of names that begin so, the most frequent first.</summary>
    public static IReadOnlyList<Candidate> Names(IndexReader reader, string start, int limit) =>
        Candidate.Best(StartingWith(reader, SearchFields.Words, start), limit);

    /// <summary>Words of names and attributes that begin so, the most frequent first.</summary>
    public static IReadOnlyList<Candidate> StartingWith(IndexReader reader, string start, int limit) =>
        Candidate.Best(StartingWith(reader, SearchFields.Words, start).Concat(StartingWith(reader, SearchFields.ValueWords, start)), limit);

    /// <summary>Words that differ by one letter, from eight letters on by two; the nearest first, then the most frequent.</summary>
    public static IReadOnlyList<Candidate> Near(IndexReader reader, string word, int limit) =>
        Candidate.Edits(word) == 0
            ? []
            : Candidate.Best(Near(reader, SearchFields.Words, word).Concat(Near(reader, SearchFields.ValueWords, word)), limit);

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

        var near = new FuzzyTermsEnum(
            terms,
            new AttributeSource(),
            new Term(field, word),
            Candidate.Edits(word),
            prefixLength: 0,
            transpositions: true
        );
        for (var scanned = 0; scanned < MostScanned && near.MoveNext(); scanned++)
        {
            var candidate = near.Term.Utf8ToString();
            if (Candidate.IsWord(candidate))
            {
                yield return new Candidate(candidate, near.DocFreq, EditDistance.Between(word, candidate));
            }
        }
    }
}
