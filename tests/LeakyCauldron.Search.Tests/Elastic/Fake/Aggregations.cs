using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>The aggregations that the adapter uses, over lists of documents.</summary>
internal sealed class Aggregations(Queries queries, IReadOnlyList<Document> everything)
{
    private const int LongestRegex = 1000;

    public JsonObject Run(JsonNode? aggregations, IReadOnlyList<Document> documents)
    {
        var answers = new JsonObject();
        foreach (var (name, aggregation) in aggregations!.AsObject())
        {
            if (name.AsSpan().IndexOfAny("[]>") >= 0)
            {
                throw Refusal.Parsing($"Invalid aggregation name: [{name}]. Aggregation names can contain any character except '[', ']', and '>'");
            }

            answers[name] = One(aggregation!.AsObject(), documents);
        }

        return answers;
    }

    private JsonObject One(JsonObject aggregation, IReadOnlyList<Document> documents)
    {
        var inside = aggregation["aggs"];
        var (kind, body) = Body.Single(
            new JsonObject(aggregation.Where(a => a.Key != "aggs").Select(a => KeyValuePair.Create(a.Key, a.Value?.DeepClone()))),
            "aggregation"
        );
        return kind switch
        {
            "global" => Bucket(everything, inside),
            "filter" => Bucket(Matching(body, documents), inside),
            "filters" => Named(new Body(body, kind), "filters", (_, query) => Matching(query, documents), inside),
            "nested" => Nested(new Body(body, kind), documents, inside),
            "terms" => Terms(new Body(body, kind), documents, inside),
            "range" => Ranges(new Body(body, kind), documents, inside),
            "cardinality" => Cardinality(new Body(body, kind), documents),
            _ => throw Refusal.Parsing($"unknown aggregation type [{kind}]"),
        };
    }

    private List<Document> Matching(JsonNode? query, IReadOnlyList<Document> documents)
    {
        var match = queries.Compile(query);
        return [.. documents.Where(d => match(d) is not null)];
    }

    private JsonObject Bucket(IReadOnlyList<Document> documents, JsonNode? inside)
    {
        var bucket = new JsonObject { ["doc_count"] = documents.Count };
        foreach (var (name, answer) in inside is null ? [] : Run(inside, documents))
        {
            bucket[name] = answer!.DeepClone();
        }

        return bucket;
    }

    private JsonObject Named(Body body, string member, Func<string, JsonNode?, List<Document>> select, JsonNode? inside)
    {
        var buckets = new JsonObject();
        foreach (var (name, query) in body.Need(member).AsObject())
        {
            buckets[name] = Bucket(select(name, query), inside);
        }

        body.End();
        return new JsonObject { ["buckets"] = buckets };
    }

    private JsonObject Nested(Body body, IReadOnlyList<Document> documents, JsonNode? inside)
    {
        var path = body.Value<string>("path");
        body.End();
        return Bucket([.. documents.SelectMany(d => d.Nested.GetValueOrDefault(path) ?? [])], inside);
    }

    private JsonObject Terms(Body body, IReadOnlyList<Document> documents, JsonNode? inside)
    {
        var (field, size) = (body.Value<string>("field"), body.Value("size", 10));
        var include = body.Take("include")?.GetValue<string>() is { } pattern
            ? new Regex($"^(?:{pattern})$", RegexOptions.Singleline, TimeSpan.FromSeconds(1))
            : null;
        body.End();
        if (include?.ToString().Length > LongestRegex)
        {
            throw new Refusal(400, "illegal_argument_exception", $"The length of regex is over the limit of index.max_regex_length, {LongestRegex}");
        }

        var all = documents
            .SelectMany(d => d.Of(field).Distinct().Select(value => (Value: (string)value, Document: d)))
            .Where(v => include?.IsMatch(v.Value) != false)
            .GroupBy(v => v.Value, StringComparer.Ordinal)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .ToList();
        var buckets = new JsonArray();
        foreach (var group in all.Take(size))
        {
            var bucket = Bucket([.. group.Select(v => v.Document)], inside);
            bucket.Insert(0, "key", group.Key);
            buckets.Add(bucket);
        }

        return new JsonObject
        {
            ["doc_count_error_upper_bound"] = 0,
            ["sum_other_doc_count"] = all.Skip(size).Sum(g => g.Count()),
            ["buckets"] = buckets,
        };
    }

    private JsonObject Ranges(Body body, IReadOnlyList<Document> documents, JsonNode? inside)
    {
        var field = body.Value<string>("field");
        var buckets = new JsonObject();
        foreach (var node in body.Need("ranges").AsArray())
        {
            var range = new Body(node, "range");
            var key = range.Value<string>("key");
            var (from, to) = (range.Take("from")?.GetValue<double>(), range.Take("to")?.GetValue<double>());
            range.End();
            var bucket = Bucket([.. documents.Where(d => d.Of(field).OfType<long>().Any(v => !(v < from) && !(v >= to)))], inside);
            bucket["from"] = from;
            if (to is not null)
            {
                bucket["to"] = to;
            }

            buckets[key] = bucket;
        }

        if (!body.Value("keyed", false))
        {
            throw Refusal.Parsing("the fake has keyed ranges only");
        }

        body.End();
        return new JsonObject { ["buckets"] = buckets };
    }

    private static JsonObject Cardinality(Body body, IReadOnlyList<Document> documents)
    {
        var field = body.Value<string>("field");
        body.Value("precision_threshold", 3000);
        body.End();
        return new JsonObject { ["value"] = documents.SelectMany(d => d.Of(field)).Distinct().Count() };
    }
}
