using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace LeakyCauldron.Search.Embedded;

/// <summary>How much a match counts, by where it is. Tuned on whole catalogues, never on a query.</summary>
internal static class Relevance
{
    private const float Tie = 0.2f;

    /// <summary>A whole SKU or barcode stands above whatever words can score.</summary>
    public const float ExactCode = 10_000f;
    public const float TitlePhrase = 2f;
    public const float Joined = 1f;
    public const float Compound = 0.8f;
    public const float Completed = 0.8f;
    public const float Corrected = 0.7f;

    private static readonly (string Field, float Boost)[] Fields =
    [
        (IndexSchema.Title, 4f),
        (IndexSchema.Brand, 2f),
        (IndexSchema.Category, 3f),
        (IndexSchema.Attributes, 1.5f),
        (IndexSchema.Description, 1f),
    ];

    public static Similarity Similarity { get; } = new BM25Similarity(1.2f, 0.5f);

    /// <summary>True if any searched field has the term.</summary>
    public static bool IsKnown(IndexReader reader, string stem) => Array.Exists(Fields, f => reader.DocFreq(new Term(f.Field, stem)) > 0);

    /// <summary>The best field counts, the others a little.</summary>
    public static Query TermIn(IndexReader reader, string stem, float weight = 1f)
    {
        var query = new DisjunctionMaxQuery(Tie);
        foreach (var (field, boost) in Fields)
        {
            var term = new Term(field, stem);
            if (reader.DocFreq(term) > 0)
            {
                query.Add(new TermQuery(term) { Boost = boost * weight });
            }
        }

        return query;
    }

    /// <summary>The terms next to each other in one field.</summary>
    public static Query PhraseIn(IEnumerable<string> stems, float weight)
    {
        var terms = stems.ToArray();
        var query = new DisjunctionMaxQuery(Tie);
        foreach (var (field, boost) in Fields)
        {
            query.Add(Phrase(field, terms, slop: 0, boost * weight));
        }

        return query;
    }

    public static PhraseQuery Phrase(string field, IEnumerable<string> stems, int slop, float boost)
    {
        var phrase = new PhraseQuery { Slop = slop, Boost = boost };
        foreach (var stem in stems)
        {
            phrase.Add(new Term(field, stem));
        }

        return phrase;
    }
}
