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

    /// <summary>The last word typed is what the product is, not what it goes with.</summary>
    public const float Head = 2f;
    public const float TitlePhrase = 1f;

    /// <summary>One joined word stands for two.</summary>
    public const float Joined = 2f;
    public const float Compound = 0.8f;
    public const float Completed = 0.8f;
    public const float Corrected = 0.7f;

    private static readonly (string Field, float Boost)[] Fields =
    [
        (IndexSchema.Title, 4f),
        (IndexSchema.Brand, 2f),
        (IndexSchema.Category, 3f),
        (IndexSchema.Attributes, 1.5f),
        (IndexSchema.Description, 0.6f),
    ];

    public static Similarity Similarity { get; } = new BM25Similarity(1.2f, 0.5f);

    /// <summary>True if any searched field has the term.</summary>
    public static bool IsKnown(TermLookup terms, string stem) => Array.Exists(Fields, f => terms.Products(f.Field, stem) > 0);

    /// <summary>The best field counts, the others a little.</summary>
    public static Query TermIn(TermLookup terms, string stem, float weight = 1f)
    {
        var query = new DisjunctionMaxQuery(Tie);
        foreach (var (field, boost) in Fields)
        {
            if (terms.Query(field, stem) is { } term)
            {
                term.Boost = boost * weight;
                query.Add(term);
            }
        }

        return query;
    }

    /// <summary>The terms next to each other in one field.</summary>
    public static Query PhraseIn(TermLookup terms, IReadOnlyList<string> stems, float weight)
    {
        var query = new DisjunctionMaxQuery(Tie);
        foreach (var (field, boost) in Fields)
        {
            if (stems.All(stem => terms.Products(field, stem) > 0))
            {
                query.Add(Phrase(field, stems, slop: 0, boost * weight));
            }
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
