using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>A planned text in the cluster's query language.</summary>
internal static class QueryBody
{
    /// <summary>Products, withdrawn ones left out, with at least <paramref name="required"/> of the plan's clauses, and what sells, is liked and can be had a little up.</summary>
    public static JsonObject Of(TextPlan plan, int required)
    {
        var listed = Dsl.Term(IndexDefinition.Listed, true);
        return plan.MatchesAll
            ? Dsl.Filter([listed])
            : new JsonObject
            {
                ["bool"] = new JsonObject { ["must"] = Dsl.List([Gently(Text(plan, required))]), ["filter"] = Dsl.List([listed]) },
            };
    }

    /// <summary>Products with at least so many of the clauses, without scores.</summary>
    public static JsonObject AtLeast(TextPlan plan, int required) =>
        new()
        {
            ["bool"] = new JsonObject
            {
                ["filter"] = Dsl.List([Dsl.Any(plan.Clauses.Select(Clause), required), Dsl.Term(IndexDefinition.Listed, true)]),
            },
        };

    private static JsonObject Text(TextPlan plan, int required)
    {
        var clauses = plan.Clauses.Select(Clause);
        var words = required < plan.Clauses.Count ? Dsl.Any(clauses, required) : Dsl.All(clauses);
        var better = new List<JsonObject>();
        if (plan.TitlePhrase.Count > 0)
        {
            better.Add(Dsl.Phrase(SearchFields.Title, plan.TitlePhrase, Weights.TitlePhraseSlop, Weights.TitlePhrase));
        }

        if (plan.Head is { } head)
        {
            better.Add(Dsl.Constant(Dsl.Term(SearchFields.Heads, head), Weights.Head));
        }

        var query = new JsonObject
        {
            ["bool"] = new JsonObject { ["must"] = Dsl.List([words]), ["should"] = Dsl.List(better) },
        };
        return plan.Code is { } code ? Dsl.Any([query, Dsl.Constant(Dsl.Term(SearchFields.Code, code), Weights.ExactCode)]) : query;
    }

    private static JsonObject Clause(TextClause clause) =>
        clause switch
        {
            TextClause.Term term => Dsl.BestOf(Weights.Fields.Select(f => Dsl.Term(f.Field, term.Stem, f.Boost * term.Weight)), Weights.Tie),
            TextClause.Phrase phrase => Dsl.BestOf(
                Weights.Fields.Select(f => Dsl.Phrase(f.Field, phrase.Stems, slop: 0, f.Boost * phrase.Weight)),
                Weights.Tie
            ),
            TextClause.Code code => Dsl.Constant(Dsl.Term(SearchFields.Code, code.Text), code.Boost),
            TextClause.Any { Clauses.Count: 0 } => new JsonObject { ["match_none"] = new JsonObject() },
            TextClause.Any any => Dsl.Any(any.Clauses.Select(Clause)),
            TextClause.All all => Dsl.All(all.Clauses.Select(Clause)),
            _ => throw new InvalidOperationException($"No query for {clause}."),
        };

    private static JsonObject Gently(JsonObject query) =>
        new()
        {
            ["function_score"] = new JsonObject
            {
                ["query"] = query,
                ["functions"] = Dsl.List([
                    new JsonObject { ["weight"] = 1 },
                    Factor(IndexDefinition.Sold, "log1p", 1, Weights.Sold),
                    new JsonObject { ["filter"] = Dsl.Term(IndexDefinition.InStock, true), ["weight"] = Weights.InStock },
                    Factor(IndexDefinition.Rating, "none", 1, Weights.Rating),
                ]),
                ["score_mode"] = "sum",
                ["boost_mode"] = "multiply",
            },
        };

    private static JsonObject Factor(string field, string modifier, float factor, float weight) =>
        new()
        {
            ["field_value_factor"] = new JsonObject
            {
                ["field"] = field,
                ["modifier"] = modifier,
                ["factor"] = factor,
                ["missing"] = 0,
            },
            ["weight"] = weight,
        };
}
