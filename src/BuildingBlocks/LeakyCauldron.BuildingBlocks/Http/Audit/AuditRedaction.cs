using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Contracts;
using Microsoft.EntityFrameworkCore.ChangeTracking;

namespace LeakyCauldron.BuildingBlocks.Http.Audit;

/// <summary>The audit log says that a secret or a person's data changed, and not to what: it outlives both.</summary>
internal static class AuditRedaction
{
    private const string Hidden = "[redacted]";
    private const int LongestText = 2000;

    private static readonly string[] Private =
    [
        "address",
        "agent",
        "body",
        "city",
        "displayName",
        "email",
        "message",
        "hash",
        "line1",
        "line2",
        "note",
        "password",
        "phone",
        "postalCode",
        "reason",
        "secret",
        "stamp",
        "text",
        "token",
        "totp",
        "userName",
    ];

    public static JsonObject Describe(IEnumerable<PropertyEntry> properties, Func<PropertyEntry, object?> value)
    {
        var described = new JsonObject();
        foreach (var property in properties)
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Metadata.Name);
            var current = value(property);
            described[name] =
                current is null ? null
                : IsPrivate(name) || current is Address or byte[] ? Hidden
                : Clean(JsonSerializer.SerializeToNode(current, current.GetType(), Json.Wire));
        }

        return described;
    }

    /// <summary>JSON, with what is private in it hidden at any depth; what staff write in their own words may be about a person.</summary>
    public static JsonNode? Clean(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject fields:
                return new JsonObject(
                    fields.Select(f =>
                        KeyValuePair.Create(f.Key, IsPrivate(f.Key) && f.Value is not null ? JsonValue.Create(Hidden) : Clean(f.Value))
                    )
                );
            case JsonArray items:
                return new JsonArray([.. items.Select(Clean)]);
            default:
                return Shorten(node?.DeepClone());
        }
    }

    private static bool IsPrivate(string name) => Array.Exists(Private, p => name.Contains(p, StringComparison.OrdinalIgnoreCase));

    private static JsonNode? Shorten(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Length > LongestText ? text[..LongestText] + "…" : node;
}
