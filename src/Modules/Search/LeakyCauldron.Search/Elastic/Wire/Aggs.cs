using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Elastic.Wire;

/// <summary>The aggregations that the module uses.</summary>
internal static class Aggs
{
    public static JsonObject Filter(JsonObject query, JsonObject? inside = null) => With(new() { ["filter"] = query }, inside);

    public static JsonObject Filters(JsonObject byName) => new() { ["filters"] = new JsonObject { ["filters"] = byName } };

    public static JsonObject Nested(string path, JsonObject inside) => With(new() { ["nested"] = new JsonObject { ["path"] = path } }, inside);

    /// <param name="field">Field.</param>
    /// <param name="size">Most buckets, those with the most products first.</param>
    /// <param name="include">Regular expression of the values to count; null for all.</param>
    /// <param name="inside">For each bucket.</param>
    public static JsonObject Terms(string field, int size, string? include = null, JsonObject? inside = null)
    {
        var terms = new JsonObject { ["field"] = field, ["size"] = size };
        if (include is not null)
        {
            terms["include"] = include;
        }

        return With(new() { ["terms"] = terms }, inside);
    }

    public static JsonObject Cardinality(string field, int precise) =>
        new()
        {
            ["cardinality"] = new JsonObject { ["field"] = field, ["precision_threshold"] = precise },
        };

    /// <param name="field">Field.</param>
    /// <param name="ranges">Name, first amount, and the amount after the last.</param>
    public static JsonObject Ranges(string field, IEnumerable<(string Key, long From, long? To)> ranges)
    {
        var all = ranges.Select(r =>
        {
            var range = new JsonObject { ["key"] = r.Key, ["from"] = r.From };
            if (r.To is not null)
            {
                range["to"] = r.To;
            }

            return range;
        });
        return new()
        {
            ["range"] = new JsonObject
            {
                ["field"] = field,
                ["keyed"] = true,
                ["ranges"] = Dsl.List(all),
            },
        };
    }

    private static JsonObject With(JsonObject aggregation, JsonObject? inside)
    {
        if (inside is not null)
        {
            aggregation["aggs"] = inside;
        }

        return aggregation;
    }
}
