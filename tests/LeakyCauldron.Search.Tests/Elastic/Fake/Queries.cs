using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>The part of the query language that the adapter uses. A compiled query gives a document's score, or null.</summary>
internal sealed class Queries(Index index, Scoring scoring)
{
    internal delegate double? Match(Document document);

    public Match Compile(JsonNode? query)
    {
        var (kind, body) = Body.Single(query, "query");
        return kind switch
        {
            "match_all" => Always(body),
            "match_none" => _ => null,
            "term" => Term(body),
            "terms" => Terms(body),
            "prefix" => Prefix(body),
            "range" => Range(body),
            "match_phrase" => Phrase(body),
            "bool" => Bool(body),
            "dis_max" => BestOf(body),
            "constant_score" => Constant(body),
            "function_score" => FunctionScores.Compile(this, body),
            "nested" => Nested(body),
            _ => throw Refusal.Parsing($"unknown query [{kind}]"),
        };
    }

    private static Match Always(JsonNode? body)
    {
        new Body(body, "match_all").End();
        return _ => 1;
    }

    private Match Term(JsonNode? node)
    {
        var (field, how) = Body.Single(node, "term");
        var body = new Body(how, "term");
        var (value, boost) = (Value(body.Need("value")), body.Value("boost", 1d));
        body.End();
        if (Need(field) == "text")
        {
            return d => scoring.Term(d, field, (string)value) * boost;
        }

        CheckType(field, value);
        return d => d.Of(field).Contains(value) ? boost : null;
    }

    private Match Terms(JsonNode? node)
    {
        var (field, values) = Body.Single(node, "terms");
        Need(field);
        var any = values!.AsArray().Select(v => Value(v!)).ToHashSet();
        return d => d.Of(field).Any(any.Contains) ? 1 : null;
    }

    private Match Prefix(JsonNode? node)
    {
        var (field, how) = Body.Single(node, "prefix");
        Need(field);
        var body = new Body(how, "prefix");
        var start = body.Value<string>("value");
        body.End();
        return d => d.Of(field).OfType<string>().Any(v => v.StartsWith(start, StringComparison.Ordinal)) ? 1 : null;
    }

    private Match Range(JsonNode? node)
    {
        var (field, how) = Body.Single(node, "range");
        Need(field);
        var body = new Body(how, "range");
        var (from, to) = (body.Value("gte", long.MinValue), body.Value("lte", long.MaxValue));
        body.End();
        return d => d.Of(field).OfType<long>().Any(v => v >= from && v <= to) ? 1 : null;
    }

    private Match Phrase(JsonNode? node)
    {
        var (field, how) = Body.Single(node, "match_phrase");
        if (Need(field) != "text")
        {
            throw Refusal.Parsing($"the fake has phrases in texts only, not in [{field}]");
        }

        var body = new Body(how, "match_phrase");
        var terms = index.Mapping.Analysis.Analyze(index.Mapping.SearchAnalyzer(field), body.Value<string>("query")).ToList();
        var (slop, boost) = (body.Value("slop", 0), body.Value("boost", 1d));
        body.End();
        return d => terms.Count == 0 ? null : scoring.Phrase(d, field, terms, slop) * boost;
    }

    private Match Bool(JsonNode? node)
    {
        var body = new Body(node, "bool");
        var (must, filter, should) = (Many(body.Take("must")), Many(body.Take("filter")), Many(body.Take("should")));
        var least = body.Value("minimum_should_match", must.Count + filter.Count == 0 && should.Count > 0 ? 1 : 0);
        body.End();
        return d =>
        {
            var score = 0d;
            foreach (var query in must)
            {
                if (query(d) is not { } one)
                {
                    return null;
                }

                score += one;
            }

            if (filter.Any(f => f(d) is null))
            {
                return null;
            }

            var hits = should.Select(s => s(d)).OfType<double>().ToList();
            return hits.Count < least ? null : score + hits.Sum();
        };
    }

    private Match BestOf(JsonNode? node)
    {
        var body = new Body(node, "dis_max");
        var (queries, tie) = (Many(body.Need("queries")), body.Value("tie_breaker", 0d));
        body.End();
        return d =>
            queries.Select(q => q(d)).OfType<double>().ToList() is { Count: > 0 } hits ? hits.Max() + (tie * (hits.Sum() - hits.Max())) : null;
    }

    private Match Constant(JsonNode? node)
    {
        var body = new Body(node, "constant_score");
        var (filter, boost) = (Compile(body.Need("filter")), body.Value("boost", 1d));
        body.End();
        return d => filter(d) is null ? null : boost;
    }

    private Match Nested(JsonNode? node)
    {
        var body = new Body(node, "nested");
        var (path, query) = (body.Value<string>("path"), Compile(body.Need("query")));
        body.End();
        if (Need(path) != "nested")
        {
            throw Refusal.Parsing($"[nested] failed to find nested object under path [{path}]");
        }

        return d => (d.Nested.GetValueOrDefault(path) ?? []).Any(inner => query(inner) is not null) ? 1 : null;
    }

    private List<Match> Many(JsonNode? node) =>
        node switch
        {
            null => [],
            JsonArray all => [.. all.Select(Compile)],
            _ => [Compile(node)],
        };

    /// <summary>A field that is not mapped matches nothing in Elasticsearch; here it is a mistake of the adapter.</summary>
    private string Need(string field) => index.Mapping.TypeOf(field) ?? throw Refusal.Parsing($"no field [{field}] is mapped");

    private void CheckType(string field, object value)
    {
        var type = index.Mapping.TypeOf(field);
        if ((type, value) is not (("keyword", string) or ("long", long) or ("boolean", bool)))
        {
            throw Refusal.Parsing($"[{field}] of type [{type}] cannot be [{value}]");
        }
    }

    private static object Value(JsonNode value) =>
        value.GetValueKind() switch
        {
            JsonValueKind.String => value.GetValue<string>(),
            JsonValueKind.True or JsonValueKind.False => value.GetValue<bool>(),
            JsonValueKind.Number => long.Parse(value.ToJsonString(), CultureInfo.InvariantCulture),
            _ => throw Refusal.Parsing("a value must be a string, a number or a truth value"),
        };
}
