using System.Text.Json;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>Elastic's own description of its API (<c>schema.json</c> of <c>@elastic/request-converter</c>): endpoints, and a model of types.</summary>
internal sealed class Schema
{
    private readonly Dictionary<string, JsonElement> _endpoints;
    private readonly Dictionary<(string Namespace, string Name), JsonElement> _types;

    private Schema(JsonElement root)
    {
        _endpoints = root.GetProperty("endpoints").EnumerateArray().ToDictionary(e => e.GetProperty("name").GetString()!);
        _types = root.GetProperty("types").EnumerateArray().ToDictionary(t => NameOf(t.GetProperty("name")));
    }

    public static Schema Load(string path)
    {
        using var file = File.OpenRead(path);
        return new Schema(JsonDocument.Parse(file).RootElement);
    }

    public JsonElement? Endpoint(string name) => _endpoints.TryGetValue(name, out var endpoint) ? endpoint : null;

    public JsonElement? Type((string Namespace, string Name) name) => _types.TryGetValue(name, out var type) ? type : null;

    public JsonElement Named(JsonElement reference) => _types[NameOf(reference)];

    public static (string Namespace, string Name) NameOf(JsonElement reference) =>
        (reference.GetProperty("namespace").GetString()!, reference.GetProperty("name").GetString()!);

    public static string? Text(JsonElement element, string member) => element.TryGetProperty(member, out var text) ? text.GetString() : null;

    public static bool Flag(JsonElement element, string member) => element.TryGetProperty(member, out var flag) && flag.GetBoolean();

    public static IEnumerable<JsonElement> Many(JsonElement element, string member) =>
        element.TryGetProperty(member, out var many) ? many.EnumerateArray() : [];
}
