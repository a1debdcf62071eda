using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>A JSON object of which every member must be understood, as in Elasticsearch's own parsers.</summary>
internal sealed class Body(JsonNode? node, string name)
{
    private readonly JsonObject _object = node as JsonObject ?? throw Refusal.Parsing($"[{name}] must be an object");
    private readonly HashSet<string> _taken = [];

    public JsonNode? Take(string member)
    {
        _taken.Add(member);
        return _object[member];
    }

    public JsonNode Need(string member) => Take(member) ?? throw Refusal.Parsing($"[{name}] needs [{member}]");

    public T Value<T>(string member, T otherwise) => Take(member) is { } value ? value.GetValue<T>() : otherwise;

    public T Value<T>(string member) => Need(member).GetValue<T>();

    public void End()
    {
        if (_object.Select(m => m.Key).FirstOrDefault(k => !_taken.Contains(k)) is { } unknown)
        {
            throw Refusal.Parsing($"[{name}] unknown field [{unknown}]");
        }
    }

    /// <summary>The one member of an object such as <c>{"term": …}</c>.</summary>
    public static (string Name, JsonNode? Value) Single(JsonNode? node, string name) =>
        node is JsonObject { Count: 1 } only ? (only.First().Key, only.First().Value) : throw Refusal.Parsing($"[{name}] must have one member");
}
