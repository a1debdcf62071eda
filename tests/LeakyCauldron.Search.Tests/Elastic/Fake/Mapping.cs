using System.Text.Json;
using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>A strict mapping: what a document may have, and what becomes of it.</summary>
internal sealed class Mapping
{
    private const int GapBetweenValues = 100;
    private const int LongestKeyword = 32766;
    private static readonly HashSet<string> Types = ["text", "keyword", "long", "boolean", "object", "nested"];
    private readonly JsonObject _root;
    private readonly Analysis _analysis;

    public Mapping(JsonObject root, Analysis analysis)
    {
        (_root, _analysis) = (root, analysis);
        Check(root["properties"]!.AsObject());
    }

    public JsonObject? Meta { get; set; }

    public Analysis Analysis => _analysis;

    public JsonNode? Similarity { get; init; }

    /// <summary>Type of a field by its whole path; null if there is none.</summary>
    public string? TypeOf(string path) => Find(path)?["type"]?.GetValue<string>();

    public string SearchAnalyzer(string path) => Find(path)?["search_analyzer"]?.GetValue<string>() ?? "whitespace";

    public (double K1, double B) Bm25(string path) =>
        Find(path)?["similarity"]?.GetValue<string>() is { } name
            ? (Similarity![name]!["k1"]!.GetValue<double>(), Similarity[name]!["b"]!.GetValue<double>())
            : (1.2, 0.75);

    /// <exception cref="Refusal">The document has a field that the mapping does not, or a value of another type.</exception>
    public Document Parse(string id, long version, JsonObject source)
    {
        var document = new Document(id, version, source);
        Read(document, "", _root, source);
        return document;
    }

    private void Check(JsonObject properties)
    {
        foreach (var (name, field) in properties)
        {
            var type = field!["type"]?.GetValue<string>() ?? "object";
            if (!Types.Contains(type))
            {
                throw new Refusal(400, "mapper_parsing_exception", $"No handler for type [{type}] declared on field [{name}]");
            }

            foreach (var analyzer in (string[])["analyzer", "search_analyzer"])
            {
                if (field[analyzer] is { } named && !_analysis.Has(named.GetValue<string>()))
                {
                    throw new Refusal(400, "mapper_parsing_exception", $"analyzer [{named}] has not been configured in mappings");
                }
            }

            if (field["properties"] is JsonObject inside)
            {
                Check(inside);
            }
        }
    }

    private JsonNode? Find(string path)
    {
        JsonNode? at = _root;
        foreach (var part in path.Split('.'))
        {
            at = at?["properties"]?[part];
        }

        return at;
    }

    private void Read(Document document, string prefix, JsonNode mapping, JsonObject source)
    {
        foreach (var (name, value) in source)
        {
            var field =
                mapping["properties"]?[name]
                ?? throw new Refusal(
                    400,
                    "strict_dynamic_mapping_exception",
                    $"[1:1] mapping set to strict, dynamic introduction of [{name}] within [{(prefix.Length == 0 ? "_doc" : prefix.TrimEnd('.'))}] is not allowed"
                );
            ReadField(document, prefix + name, field, value);
        }
    }

    private void ReadField(Document document, string path, JsonNode field, JsonNode? value)
    {
        var values =
            value is JsonArray many ? [.. many]
            : value is null ? []
            : new JsonNode?[] { value };
        switch (field["type"]!.GetValue<string>())
        {
            case "object" when field["enabled"]?.GetValue<bool>() == false:
                break;
            case "object":
                Array.ForEach(values, v => Read(document, $"{path}.", field, v!.AsObject()));
                break;
            case "nested":
                document.Nested[path] = [.. values.Select(v => Inner(path, field, v!.AsObject()))];
                break;
            case "text":
                document.Terms[path] = [.. Terms(field["analyzer"]!.GetValue<string>(), values)];
                break;
            case var type:
                document.Values[path] = [.. values.Select(v => Scalar(path, type, v!))];
                break;
        }
    }

    private Document Inner(string path, JsonNode field, JsonObject source)
    {
        var inner = new Document(path, 0, source);
        Read(inner, $"{path}.", field, source);
        return inner;
    }

    private IEnumerable<(string Term, int Position)> Terms(string analyzer, JsonNode?[] values)
    {
        var start = 0;
        foreach (var value in values)
        {
            var last = start;
            foreach (var (term, position) in _analysis.Analyze(analyzer, value!.GetValue<string>()))
            {
                last = start + position;
                yield return (term, last);
            }

            start = last + 1 + GapBetweenValues;
        }
    }

    private static object Scalar(string path, string type, JsonNode value) =>
        (type, value.GetValueKind()) switch
        {
            ("keyword", JsonValueKind.String) => Keyword(path, value.GetValue<string>()),
            ("long", JsonValueKind.Number) when value.AsValue().TryGetValue<long>(out var number) => number,
            ("boolean", JsonValueKind.True or JsonValueKind.False) => value.GetValue<bool>(),
            _ => throw new Refusal(400, "document_parsing_exception", $"[1:1] failed to parse field [{path}] of type [{type}]"),
        };

    private static string Keyword(string path, string value) =>
        System.Text.Encoding.UTF8.GetByteCount(value) <= LongestKeyword
            ? value
            : throw new Refusal(400, "document_parsing_exception", $"Document contains at least one immense term in field=\"{path}\"");
}
