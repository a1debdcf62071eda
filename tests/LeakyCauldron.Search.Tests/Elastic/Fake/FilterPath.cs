using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary><c>filter_path</c>: keeps the named parts of an answer; what becomes empty goes.</summary>
internal static class FilterPath
{
    public static JsonObject Apply(JsonObject answer, string? paths) =>
        paths is null ? answer : Keep(answer, [.. paths.Split(',').Select(p => p.Split('.'))]) as JsonObject ?? [];

    private static JsonNode? Keep(JsonNode node, IReadOnlyList<string[]> paths)
    {
        if (paths.Any(p => p.Length == 0))
        {
            return node.DeepClone();
        }

        var kept = new JsonObject();
        foreach (var (name, value) in node as JsonObject ?? [])
        {
            var rest = paths.Where(p => p[0] == "*" || p[0] == name).Select(p => p[1..]).ToList();
            if (value is not null && rest.Count > 0 && Keep(value, rest) is { } inside)
            {
                kept[name] = inside;
            }
        }

        return kept.Count > 0 ? kept : null;
    }
}
