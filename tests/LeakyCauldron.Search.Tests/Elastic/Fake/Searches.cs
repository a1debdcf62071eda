using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary><c>_search</c> on one index.</summary>
internal static class Searches
{
    private const int DefaultSize = 10;

    public static JsonObject Run(Index index, JsonNode? request)
    {
        var body = new Body(request, "search");
        var documents = index.Visible;
        var queries = new Queries(index, new Scoring(index, documents));
        var match = body.Take("query") is { } query ? queries.Compile(query) : _ => 1;
        var scored = documents.Select(d => (Document: d, Score: match(d))).Where(d => d.Score is not null).ToList();
        var hits = scored;
        if (body.Take("post_filter") is { } narrowed)
        {
            var passes = queries.Compile(narrowed);
            hits = [.. scored.Where(d => passes(d.Document) is not null)];
        }

        var answer = new JsonObject
        {
            ["took"] = 1,
            ["timed_out"] = false,
            ["_shards"] = new JsonObject
            {
                ["total"] = 1,
                ["successful"] = 1,
                ["skipped"] = 0,
                ["failed"] = 0,
            },
            ["hits"] = Hits(index, body, [.. hits.Select(h => (h.Document, (float)h.Score!.Value))]),
        };
        if (body.Take("aggs") is { } aggregations)
        {
            answer["aggregations"] = new Aggregations(queries, documents).Run(aggregations, [.. scored.Select(d => d.Document)]);
        }

        if (body.Take("suggest") is { } suggest)
        {
            answer["suggest"] = Suggesters.Run(suggest, documents);
        }

        body.End();
        return answer;
    }

    private static JsonObject Hits(Index index, Body body, List<(Document Document, float Score)> found)
    {
        var sort = body.Take("sort");
        var order = new Sorting(sort, index);
        var sorted = found.Select(f => (f.Document, f.Score, Values: order.ValuesOf(f.Document, f.Score))).ToList();
        sorted.Sort((a, b) => order.Compare(a.Values, b.Values));
        if (body.Take("search_after") is { } after)
        {
            var place = order.Place(after.AsArray());
            sorted.RemoveAll(h => order.Compare(h.Values, place) <= 0);
        }

        var members = body.Take("_source")?.AsArray().Select(s => s!.GetValue<string>()).ToList();
        var hits = new JsonObject();
        if (body.Value("track_total_hits", false))
        {
            hits["total"] = new JsonObject { ["value"] = found.Count, ["relation"] = "eq" };
        }

        hits["max_score"] = null;
        hits["hits"] = new JsonArray([
            .. sorted
                .Take(body.Value("size", DefaultSize))
                .Select(h => new JsonObject
                {
                    ["_index"] = index.Name,
                    ["_id"] = h.Document.Id,
                    ["_score"] = null,
                    ["_source"] = Only(h.Document.Source, members),
                    ["sort"] = Sorting.Json(h.Values),
                }),
        ]);
        return hits;
    }

    public static JsonObject Only(JsonObject source, IReadOnlyList<string>? members) =>
        new(source.Where(m => members?.Contains(m.Key) != false).Select(m => KeyValuePair.Create(m.Key, m.Value?.DeepClone())));
}
