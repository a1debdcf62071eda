using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Elastic.Wire;

/// <summary>The query language's words that the module uses. Whatever a shopper typed goes in as a JSON value, never as text of the language.</summary>
internal static class Dsl
{
    public static JsonObject MatchAll() => new() { ["match_all"] = new JsonObject() };

    public static JsonObject Term(string field, JsonNode value, float? boost = null) => Of("term", field, With(new() { ["value"] = value }, boost));

    public static JsonObject Terms(string field, IEnumerable<string> values) =>
        new() { ["terms"] = new JsonObject { [field] = List(values.Select(v => JsonValue.Create(v))) } };

    public static JsonObject Prefix(string field, string start) => Of("prefix", field, new JsonObject { ["value"] = start });

    public static JsonObject Range(string field, long? from, long? to)
    {
        var limits = new JsonObject();
        if (from is not null)
        {
            limits["gte"] = from;
        }

        if (to is not null)
        {
            limits["lte"] = to;
        }

        return Of("range", field, limits);
    }

    /// <summary>Terms that are made already, blanks between them.</summary>
    public static JsonObject Phrase(string field, IEnumerable<string> terms, int slop, float boost) =>
        Of("match_phrase", field, With(new() { ["query"] = string.Join(' ', terms), ["slop"] = slop }, boost));

    public static JsonObject Constant(JsonObject filter, float boost) => new() { ["constant_score"] = With(new() { ["filter"] = filter }, boost) };

    public static JsonObject BestOf(IEnumerable<JsonObject> queries, float tie) =>
        new()
        {
            ["dis_max"] = new JsonObject { ["queries"] = List(queries), ["tie_breaker"] = tie },
        };

    public static JsonObject All(IEnumerable<JsonObject> queries) => Bool("must", queries);

    /// <summary>Without scores.</summary>
    public static JsonObject Filter(IEnumerable<JsonObject> queries) => Bool("filter", queries);

    public static JsonObject Any(IEnumerable<JsonObject> queries, int atLeast = 1) =>
        new()
        {
            ["bool"] = new JsonObject { ["should"] = List(queries), ["minimum_should_match"] = atLeast },
        };

    public static JsonObject Nested(string path, JsonObject query) =>
        new()
        {
            ["nested"] = new JsonObject { ["path"] = path, ["query"] = query },
        };

    public static JsonArray List(IEnumerable<JsonNode?> nodes) => [.. nodes];

    /// <summary>A regular expression that means the text itself.</summary>
    public static string Literally(string text) => string.Concat(text.Select(c => char.IsLetterOrDigit(c) ? c.ToString() : $"\\{c}"));

    private static JsonObject Bool(string how, IEnumerable<JsonObject> queries) => new() { ["bool"] = new JsonObject { [how] = List(queries) } };

    private static JsonObject Of(string query, string field, JsonObject body) => new() { [query] = new JsonObject { [field] = body } };

    private static JsonObject With(JsonObject body, float? boost)
    {
        if (boost is not null)
        {
            body["boost"] = boost;
        }

        return body;
    }
}
