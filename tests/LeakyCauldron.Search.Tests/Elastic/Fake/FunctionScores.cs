using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary><c>function_score</c>: weights and field factors, added up and multiplied with the score.</summary>
internal static class FunctionScores
{
    public static Queries.Match Compile(Queries queries, JsonNode? node)
    {
        var body = new Body(node, "function_score");
        var query = queries.Compile(body.Need("query"));
        var functions = body.Need("functions").AsArray().Select(f => Function(queries, f)).ToList();
        if (body.Value("score_mode", "multiply") != "sum" || body.Value("boost_mode", "multiply") != "multiply")
        {
            throw Refusal.Parsing("the fake adds functions up and multiplies the score with them");
        }

        body.End();
        return d =>
            query(d) is { } score
                ? functions.Select(f => f(d)).OfType<double>().ToList() is { Count: > 0 } f
                    ? score * f.Sum()
                    : score
                : null;
    }

    private static Queries.Match Function(Queries queries, JsonNode? node)
    {
        var body = new Body(node, "function");
        var weight = body.Value("weight", 1d);
        var filter = body.Take("filter") is { } only ? queries.Compile(only) : _ => 1;
        var factor = body.Take("field_value_factor") is { } field ? Factor(field) : _ => 1;
        body.End();
        return d => filter(d) is null ? null : factor(d) * weight;
    }

    private static Func<Document, double> Factor(JsonNode node)
    {
        var body = new Body(node, "field_value_factor");
        var (field, factor, missing) = (body.Value<string>("field"), body.Value("factor", 1d), body.Value("missing", 0d));
        Func<double, double> modify = body.Value("modifier", "none") switch
        {
            "none" => x => x,
            "log1p" => x => Math.Log10(1 + x),
            var other => throw Refusal.Parsing($"unknown modifier [{other}]"),
        };
        body.End();
        return d => modify(factor * d.Of(field).OfType<long>().Select(v => (double)v).DefaultIfEmpty(missing).First());
    }
}
