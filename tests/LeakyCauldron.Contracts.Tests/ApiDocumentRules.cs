using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>What a complete API document says of each operation: id, summary, tag, security, schemas and examples of all bodies, and every status it can answer.</summary>
internal static class ApiDocumentRules
{
    private static readonly string[] WithoutBody = ["204", "301", "304"];

    /// <summary>How many operations there are.</summary>
    public static int Count(JsonNode document) => Operations(document).Count();

    /// <summary>What is missing, one line each.</summary>
    public static IReadOnlyList<string> Findings(JsonNode document)
    {
        var twice = Operations(document).GroupBy(o => o.Value["operationId"]?.ToString()).Where(g => g.Count() > 1).Select(g => $"{g.Key}: several");
        return [.. Operations(document).SelectMany(o => Findings(document, o.Value).Select(f => $"{o.Key}: {f}")), .. twice];
    }

    private static IEnumerable<KeyValuePair<string, JsonNode>> Operations(JsonNode document) =>
        document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => KeyValuePair.Create($"{o.Key} {p.Key}", o.Value!)));

    private static IEnumerable<string> Findings(JsonNode document, JsonNode operation)
    {
        foreach (var member in new[] { "operationId", "summary", "tags", "security" }.Where(m => IsEmpty(operation[m])))
        {
            yield return $"no {member}";
        }

        foreach (var scheme in operation["security"]?.AsArray().SelectMany(s => s!.AsObject()).Select(s => s.Key) ?? [])
        {
            if (document["components"]?["securitySchemes"]?[scheme] is null)
            {
                yield return $"the sign-in {scheme} is unknown";
            }
        }

        foreach (var parameter in operation["parameters"]?.AsArray() ?? [])
        {
            if (IsEmpty(parameter!["description"]) || IsEmpty(parameter["schema"]) || parameter["example"] is null)
            {
                yield return $"the parameter {parameter["name"]} has no description, schema or example; OperationParameters knows those of the others";
            }
        }

        foreach (var finding in BodyFindings("request", operation["requestBody"]))
        {
            yield return finding;
        }

        var responses = operation["responses"]!.AsObject();
        foreach (var (status, reference) in responses)
        {
            var response = Resolve(document, reference!);
            if (IsEmpty(response?["description"]))
            {
                yield return $"{status} has no description";
            }

            foreach (var finding in WithoutBody.Contains(status) ? [] : BodyFindings(status, response ?? new JsonObject(), status[0] >= '4'))
            {
                yield return finding;
            }
        }

        foreach (var status in Answerable(operation).Where(s => !responses.ContainsKey(s)))
        {
            yield return $"{status} is not told";
        }

        if (!responses.Any(r => r.Key[0] is '2' or '3'))
        {
            yield return "no success";
        }
    }

    /// <summary>What follows from the operation's own shape.</summary>
    private static IEnumerable<string> Answerable(JsonNode operation)
    {
        var parameters = operation["parameters"]?.AsArray() ?? [];
        bool Has(string name) => parameters.Any(p => p!["name"]!.ToString() == name);
        var guarded = operation["security"]?.AsArray().Any(s => s!.AsObject().Count > 0) == true;
        string[] all =
        [
            "500",
            "503",
            .. guarded ? ["401"] : Array.Empty<string>(),
            .. parameters.Count > 0 || operation["requestBody"] is not null ? ["400"] : Array.Empty<string>(),
            .. operation["requestBody"] is not null ? ["413", "415"] : Array.Empty<string>(),
            .. Has("Idempotency-Key") ? ["409", "422"] : Array.Empty<string>(),
            .. Has("If-Match") ? ["412"] : Array.Empty<string>(),
            .. Has("If-None-Match") ? ["304"] : Array.Empty<string>(),
            .. parameters.Any(p => p!["in"]!.ToString() == "path") ? ["404"] : Array.Empty<string>(),
        ];
        return all;
    }

    private static IEnumerable<string> BodyFindings(string what, JsonNode? body, bool isProblem = false)
    {
        if (body is null)
        {
            yield break;
        }

        if (body["content"] is not JsonObject { Count: > 0 } content)
        {
            yield return $"{what} has no body";
            yield break;
        }

        foreach (var (type, media) in content)
        {
            if (IsEmpty(media!["schema"]))
            {
                yield return $"{what} has no schema of {type}";
            }

            if (media["example"] is null)
            {
                yield return $"{what} has no example of {type}";
            }

            if (isProblem && type != "application/problem+json")
            {
                yield return $"{what} is no problem but {type}";
            }
        }
    }

    private static JsonNode? Resolve(JsonNode document, JsonNode node) =>
        node["$ref"] is { } reference ? document["components"]?["responses"]?[reference.ToString().Split('/')[^1]] : node;

    private static bool IsEmpty(JsonNode? node) =>
        node switch
        {
            null => true,
            JsonArray array => array.Count == 0,
            JsonObject members => members.Count == 0,
            _ => node.ToString().Length == 0,
        };
}
