using LeakyCauldron.Search.Text;
using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A planned text in Lucene's queries. What no product has costs no clause.</summary>
internal static class Relevance
{
    public static Similarity Similarity { get; } = new BM25Similarity(Weights.Bm25K1, Weights.Bm25B);

    /// <summary>Products with at least <paramref name="required"/> of the plan's clauses.</summary>
    public static Query Query(TextPlan plan, TermLookup terms, int required)
    {
        if (plan.MatchesAll)
        {
            return new ConstantScoreQuery(new MatchAllDocsQuery());
        }

        var words = new BooleanQuery { MinimumNumberShouldMatch = required < plan.Clauses.Count ? required : 0 };
        foreach (var clause in plan.Clauses)
        {
            words.Add(Query(clause, terms), required < plan.Clauses.Count ? Occur.SHOULD : Occur.MUST);
        }

        var query = new BooleanQuery { { words, Occur.MUST } };
        if (plan.TitlePhrase.Count > 0)
        {
            query.Add(Phrase(SearchFields.Title, plan.TitlePhrase, Weights.TitlePhraseSlop, Weights.TitlePhrase), Occur.SHOULD);
        }

        if (plan.Head is { } head)
        {
            query.Add(Constant(SearchFields.Heads, head, Weights.Head), Occur.SHOULD);
        }

        return plan.Code is { } code ? Combined(Occur.SHOULD, [query, Constant(SearchFields.Code, code, Weights.ExactCode)]) : query;
    }

    private static Query Query(TextClause clause, TermLookup terms) =>
        clause switch
        {
            TextClause.Term term => TermIn(terms, term),
            TextClause.Phrase phrase => PhraseIn(terms, phrase),
            TextClause.Code code => Constant(SearchFields.Code, code.Text, code.Boost),
            TextClause.Any any => Combined(Occur.SHOULD, any.Clauses.Select(c => Query(c, terms))),
            TextClause.All all => Combined(Occur.MUST, all.Clauses.Select(c => Query(c, terms))),
            _ => throw new InvalidOperationException($"No query for {clause}."),
        };

    private static DisjunctionMaxQuery TermIn(TermLookup terms, TextClause.Term clause)
    {
        var query = new DisjunctionMaxQuery(Weights.Tie);
        foreach (var (field, boost) in Weights.Fields)
        {
            if (terms.Query(field, clause.Stem) is { } term)
            {
                term.Boost = boost * clause.Weight;
                query.Add(term);
            }
        }

        return query;
    }

    private static DisjunctionMaxQuery PhraseIn(TermLookup terms, TextClause.Phrase clause)
    {
        var query = new DisjunctionMaxQuery(Weights.Tie);
        foreach (var (field, boost) in Weights.Fields)
        {
            if (clause.Stems.All(stem => terms.Products(field, stem) > 0))
            {
                query.Add(Phrase(field, clause.Stems, slop: 0, boost * clause.Weight));
            }
        }

        return query;
    }

    private static PhraseQuery Phrase(string field, IEnumerable<string> stems, int slop, float boost)
    {
        var phrase = new PhraseQuery { Slop = slop, Boost = boost };
        foreach (var stem in stems)
        {
            phrase.Add(new Term(field, stem));
        }

        return phrase;
    }

    private static ConstantScoreQuery Constant(string field, string term, float boost) => new(new TermQuery(new Term(field, term))) { Boost = boost };

    private static BooleanQuery Combined(Occur occur, IEnumerable<Query> queries)
    {
        var combined = new BooleanQuery();
        foreach (var query in queries)
        {
            combined.Add(query, occur);
        }

        return combined;
    }
}
