using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>
/// Compares two versions of an event's JSON Schema. Readers ignore fields they do not know, so adding is safe; what a reader may rely on must stay.
/// </summary>
internal static class SchemaCompatibility
{
    /// <summary>What would break a reader of <paramref name="old"/>; empty if nothing would.</summary>
    public static IReadOnlyList<string> Breaks(JsonNode old, JsonNode now) => [.. Compare("$", old, now)];

    private static IEnumerable<string> Compare(string path, JsonNode? old, JsonNode? now)
    {
        if (old is not JsonObject before || now is not JsonObject after)
        {
            yield break;
        }

        if (!Set(after["type"]).IsSubsetOf(Set(before["type"])) && before["type"] is not null)
        {
            yield return $"{path}: type {before["type"]!.ToJsonString()} became {after["type"]?.ToJsonString()}";
        }

        foreach (var value in Set(before["enum"]).Except(Set(after["enum"]), StringComparer.Ordinal))
        {
            yield return $"{path}: {value} is gone";
        }

        foreach (var name in Set(before["required"]).Except(Set(after["required"]), StringComparer.Ordinal))
        {
            yield return $"{path}.{name}: is no longer always there";
        }

        foreach (var name in Set(after["required"]).Except(Set(before["required"]), StringComparer.Ordinal))
        {
            yield return $"{path}.{name}: events of the past do not have it";
        }

        foreach (var (name, property) in before["properties"] as JsonObject ?? [])
        {
            var same = (after["properties"] as JsonObject)?[name];
            if (same is null)
            {
                yield return $"{path}.{name}: is gone";
            }

            foreach (var inner in Compare($"{path}.{name}", property, same))
            {
                yield return inner;
            }
        }

        foreach (var inner in Compare($"{path}[]", before["items"], after["items"]))
        {
            yield return inner;
        }
    }

    private static HashSet<string> Set(JsonNode? node) =>
        node switch
        {
            JsonArray array => [.. array.Select(v => v?.ToString() ?? "null")],
            null => [],
            _ => [node.ToString()],
        };
}
