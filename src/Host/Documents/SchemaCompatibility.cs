using System.Text.Json.Nodes;

namespace LeakyCauldron.Host.Documents;

/// <summary>
/// Compares two states of an event's JSON Schema. Readers ignore fields they do not know, so adding one that may be missing is safe; what a reader of today relies on must
/// stay, and events of the past must stay readable.
/// </summary>
internal static class SchemaCompatibility
{
    private static readonly string[] Exact = ["format", "anyOf", "oneOf", "allOf", "const", "pattern", "not"];

    /// <summary>What would break; empty if nothing would.</summary>
    public static IReadOnlyList<string> Breaks(JsonNode old, JsonNode now) => [.. Compare("$", new(old, old), new(now, now))];

    private static IEnumerable<string> Compare(string path, Place old, Place now)
    {
        if (old.Schema is not { } before || now.Schema is not { } after)
        {
            return old.Text == now.Text ? [] : [$"{path}: {old.Text} became {now.Text}"];
        }

        return
        [
            .. Same(path, before, after),
            .. Values(path, before, after),
            .. Required(path, before, after),
            .. Properties(path, old, now),
            .. Inner($"{path}[]", "items", old, now),
            .. Inner($"{path}.*", "additionalProperties", old, now),
        ];
    }

    private static IEnumerable<string> Same(string path, JsonObject before, JsonObject after)
    {
        if (!Set(before["type"]).SetEquals(Set(after["type"])))
        {
            yield return $"{path}: type {before["type"]?.ToJsonString()} became {after["type"]?.ToJsonString()}";
        }

        foreach (var keyword in Exact.Where(k => !JsonNode.DeepEquals(before[k], after[k])))
        {
            yield return $"{path}: {keyword} {before[keyword]?.ToJsonString()} became {after[keyword]?.ToJsonString()}";
        }
    }

    private static IEnumerable<string> Values(string path, JsonObject before, JsonObject after) =>
        after["enum"] is null ? []
        : before["enum"] is null ? [$"{path}: only some values are left"]
        : Set(before["enum"]).Except(Set(after["enum"]), StringComparer.Ordinal).Select(value => $"{path}: {value} is gone");

    private static IEnumerable<string> Required(string path, JsonObject before, JsonObject after)
    {
        foreach (var name in Set(before["required"]).Except(Set(after["required"]), StringComparer.Ordinal))
        {
            yield return $"{path}.{name}: is no longer always there";
        }

        foreach (var name in Set(after["required"]).Except(Set(before["required"]), StringComparer.Ordinal))
        {
            yield return $"{path}.{name}: events of the past do not have it";
        }
    }

    private static IEnumerable<string> Properties(string path, Place old, Place now)
    {
        foreach (var (name, _) in old.Schema!["properties"] as JsonObject ?? [])
        {
            if (now.Schema!["properties"]?[name] is null)
            {
                yield return $"{path}.{name}: is gone";
                continue;
            }

            foreach (var inner in Compare($"{path}.{name}", old.At("properties", name), now.At("properties", name)))
            {
                yield return inner;
            }
        }
    }

    private static IEnumerable<string> Inner(string path, string keyword, Place old, Place now) =>
        old.Schema![keyword] is null && now.Schema![keyword] is null ? [] : Compare(path, old.At(keyword), now.At(keyword));

    private static HashSet<string> Set(JsonNode? node) =>
        node switch
        {
            JsonArray array => [.. array.Select(v => v?.ToString() ?? "null")],
            null => [],
            _ => [node.ToString()],
        };

    /// <summary>A schema inside its document, references followed.</summary>
    private sealed record Place(JsonNode Document, JsonNode? Node)
    {
        public JsonObject? Schema { get; } = Follow(Document, Node) as JsonObject;

        public string Text => Node?.ToJsonString() ?? "nothing";

        public Place At(params string[] path) => new(Document, path.Aggregate((JsonNode?)Schema, (node, name) => node?[name]));

        private static JsonNode? Follow(JsonNode document, JsonNode? node) =>
            node is JsonObject schema && schema["$ref"]?.GetValue<string>() is { } pointer
                ? Follow(document, pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate((JsonNode?)document, Step))
                : node;

        private static JsonNode? Step(JsonNode? node, string name) =>
            node is JsonArray array ? array[int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)] : node?[name];
    }
}
