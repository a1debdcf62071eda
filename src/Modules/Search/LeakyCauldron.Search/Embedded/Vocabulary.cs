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

    /// <summary>Words that begin so, the most frequent first.</summary>
    public static List<Candidate> StartingWith(IndexReader reader, string start, int limit)
    {
        var found = new List<Candidate>();
        if (MultiFields.GetTerms(reader, IndexSchema.Words)?.GetEnumerator() is not { } terms)
        {
            return found;
        }

        var prefix = new BytesRef(start);
        if (terms.SeekCeil(prefix) == TermsEnum.SeekStatus.END)
        {
            return found;
        }

        do
        {
            if (!StringHelper.StartsWith(terms.Term, prefix))
            {
                break;
            }

            found.Add(new Candidate(terms.Term.Utf8ToString(), terms.DocFreq, 0));
        } while (found.Count < MostScanned && terms.MoveNext());
        return [.. found.OrderByDescending(c => c.Products).ThenBy(c => c.Word, StringComparer.Ordinal).Take(limit)];
    }

    /// <summary>Words that differ by one letter, from eight letters on by two; the nearest first, then the most frequent.</summary>
    public static List<Candidate> Near(IndexReader reader, string word, int limit)
    {
        var found = new List<Candidate>();
        if (word.Length < ShortestCorrected || MultiFields.GetTerms(reader, IndexSchema.Words) is not { } terms)
        {
            return found;
        }

        var edits = word.Length >= ShortestWithTwoEdits ? 2 : 1;
        var near = new FuzzyTermsEnum(terms, new AttributeSource(), new Term(IndexSchema.Words, word), edits, prefixLength: 0, transpositions: true);
        while (found.Count < MostScanned && near.MoveNext())
        {
            var candidate = near.Term.Utf8ToString();
            if (candidate.AsSpan().IndexOfAnyExceptInRange('a', 'z') < 0)
            {
                found.Add(new Candidate(candidate, near.DocFreq, EditDistance.Between(word, candidate)));
            }
        }

        return [.. found.OrderBy(c => c.Distance).ThenByDescending(c => c.Products).ThenBy(c => c.Word, StringComparer.Ordinal).Take(limit)];
    }
}
