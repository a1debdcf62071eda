using System.Text.Json.Nodes;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>An error as Elasticsearch answers it.</summary>
internal sealed class Refusal(int status, string type, string reason) : Exception(reason)
{
    public int Status { get; } = status;

    public static Refusal Parsing(string reason) => new(400, "parsing_exception", reason);

    public static Refusal NoIndex(string name) => new(404, "index_not_found_exception", $"no such index [{name}]");

    public JsonObject Cause() => new() { ["type"] = type, ["reason"] = Message };

    public JsonObject Body() =>
        new()
        {
            ["error"] = new JsonObject
            {
                ["root_cause"] = new JsonArray(Cause()),
                ["type"] = type,
                ["reason"] = Message,
            },
            ["status"] = Status,
        };
}
