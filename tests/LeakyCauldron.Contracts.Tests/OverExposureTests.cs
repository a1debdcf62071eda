using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>No answer has a field for what the shop keeps to itself, and no request one for what the shop decides.</summary>
public sealed class OverExposureTests
{
    private static readonly string[] Secrets = ["password", "hash", "stamp", "totpKey", "normalized", "accessFailed", "lockoutEnd", "xmin"];
    private static readonly string[] Decided = ["userId", "roles", "emailConfirmed", "lockedAt", "createdAt", "version", "verifiedPurchase", "house"];

    /// <summary>Roles are what the one call is for, and a house chooses whom the other writes to.</summary>
    private static readonly string[] Deliberate = ["put /api/v1/users/{id}/roles: roles", "post /api/v1/campaigns: house"];

    private static readonly JsonNode Document = JsonNode.Parse(File.ReadAllText(Path.Combine(GeneratedDocuments.Committed, "openapi.json")))!;

    [Fact]
    public void No_answer_shows_what_is_kept_secret() =>
        Fields(o => o["responses"]!.AsObject().Select(r => Resolve(r.Value!)["content"]))
            .Where(f => Secrets.Any(s => f.Field.Contains(s, StringComparison.OrdinalIgnoreCase)))
            .ShouldBeEmpty();

    [Fact]
    public void No_request_sets_what_the_shop_decides()
    {
        var fields = Fields(o => [o["requestBody"]?["content"]]);
        fields.Count.ShouldBeGreaterThan(100);
        fields.Where(f => Decided.Contains(f.Field)).Select(f => $"{f.Operation}: {f.Field}").Except(Deliberate).ShouldBeEmpty();
    }

    [Fact]
    public void The_search_finds_what_is_deep() =>
        Fields(o => o["responses"]!.AsObject().Select(r => Resolve(r.Value!)["content"]))
            .ShouldContain(f => f.Operation == "get /api/v1/users" && f.Field == "displayName");

    private static HashSet<(string Operation, string Field)> Fields(Func<JsonNode, IEnumerable<JsonNode?>> contents)
    {
        var found = new HashSet<(string, string)>();
        foreach (var (path, methods) in Document["paths"]!.AsObject())
        {
            foreach (var (method, operation) in methods!.AsObject())
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var media in contents(operation!).OfType<JsonObject>().SelectMany(c => c.Select(m => m.Value)))
                {
                    Collect(media?["schema"], $"{method} {path}", seen, found);
                }
            }
        }

        return found;
    }

    private static void Collect(JsonNode? schema, string operation, HashSet<string> seen, HashSet<(string, string)> found)
    {
        if (schema is null || (schema["$ref"] is { } reference && !seen.Add(reference.GetValue<string>())))
        {
            return;
        }

        var resolved = Resolve(schema);
        foreach (var (name, property) in resolved["properties"]?.AsObject() ?? [])
        {
            found.Add((operation, name));
            Collect(property, operation, seen, found);
        }

        foreach (var inner in new[] { "oneOf", "anyOf", "allOf" }.SelectMany(k => resolved[k]?.AsArray() ?? []).Append(resolved["items"]))
        {
            Collect(inner, operation, seen, found);
        }
    }

    private static JsonNode Resolve(JsonNode node) =>
        node["$ref"] is { } reference ? reference.GetValue<string>().TrimStart('#', '/').Split('/').Aggregate(Document, (n, step) => n[step]!) : node;
}
