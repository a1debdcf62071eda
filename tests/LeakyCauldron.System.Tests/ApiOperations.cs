using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>One call of the API document, its path below <c>/api/v1</c>, a body that fits its schema and the document's own example; null if it takes no JSON.</summary>
internal sealed record ApiOperation(
    string Method,
    string Path,
    JsonNode? Body,
    JsonNode? Example,
    IReadOnlyList<string> QueryParameters,
    bool IsStream
)
{
    /// <summary>True if nothing but the body decides the answer: no other person's or unknown thing is named in the path.</summary>
    public bool IsAnonymousOrOwn => !Path.Contains('{', StringComparison.Ordinal) || Path.StartsWith("/carts/{id}", StringComparison.Ordinal);

    public string PathWith(string value) => string.Join('/', Path.Split('/').Select(step => step.StartsWith('{') ? value : step));

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>The committed API document as a list of calls.</summary>
internal sealed class ApiOperations
{
    private const int Deepest = 6;
    private readonly JsonNode _document;

    private ApiOperations(JsonNode document) => _document = document;

    public IReadOnlyList<ApiOperation> Operations { get; private set; } = [];

    public static ApiOperations Read()
    {
        var all = new ApiOperations(JsonNode.Parse(File.ReadAllText(Path.Combine(Solution.Root, "docs", "openapi.json")))!);
        all.Operations =
        [
            .. all._document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(o => all.Operation(p.Key, o.Key, o.Value!))),
        ];
        return all;
    }

    private ApiOperation Operation(string path, string method, JsonNode operation)
    {
        var json = operation["requestBody"]?["content"]?["application/json"];
        return new(
            method,
            path["/api/v1".Length..],
            json is null ? null : Sample(json["schema"]!, 0),
            json?["example"],
            [
                .. (operation["parameters"]?.AsArray() ?? [])
                    .Where(p => p!["in"]!.GetValue<string>() == "query")
                    .Select(p => p!["name"]!.GetValue<string>()),
            ],
            operation["responses"]!["200"]?["content"]?["text/event-stream"] is not null
        );
    }

    private JsonNode? Sample(JsonNode schema, int depth)
    {
        var resolved = Resolve(schema);
        if ((resolved["examples"]?[0] ?? resolved["enum"]?[0]) is { } example)
        {
            return example.DeepClone();
        }

        var types = resolved["type"] switch
        {
            JsonArray several => several.Select(t => t!.GetValue<string>()).ToArray(),
            { } one => [one.GetValue<string>()],
            null => [],
        };
        return types switch
        {
            _ when depth > Deepest => null,
            _ when types.Contains("object") => Object(resolved, depth),
            _ when types.Contains("array") => new JsonArray([Sample(resolved["items"]!, depth + 1)]),
            _ when types.Contains("integer") || types.Contains("number") => 1,
            _ when types.Contains("boolean") => true,
            _ => resolved["format"]?.GetValue<string>() switch
            {
                "uuid" => "01890000-0000-7000-8000-000000000000",
                "date-time" => "2026-01-01T00:00:00Z",
                _ => "text",
            },
        };
    }

    private JsonObject Object(JsonNode schema, int depth)
    {
        var sample = new JsonObject();
        foreach (var (name, member) in schema["properties"]?.AsObject() ?? [])
        {
            sample[name] = Sample(member!, depth + 1);
        }

        if (schema["additionalProperties"] is JsonObject values)
        {
            sample["key"] = Sample(values, depth + 1);
        }

        return sample;
    }

    private JsonNode Resolve(JsonNode schema)
    {
        var choices = (schema["oneOf"] ?? schema["anyOf"])?.AsArray();
        var found = choices?.First(c => c!["type"]?.ToString() != "null") ?? schema;
        return found["$ref"]?.GetValue<string>() is { } name ? Resolve(_document["components"]!["schemas"]![name.Split('/')[^1]]!) : found;
    }
}
