using System.Text.Json.Nodes;
using LeakyCauldron.Host.Documents;

namespace LeakyCauldron.Contracts.Tests;

public sealed class SchemaCompatibilityTests
{
    private const string Old = """
        {"type":"object","properties":{"id":{"type":"string"},"state":{"enum":["a","b"]},"lines":{"type":"array","items":{"type":"object","properties":{"sku":{"type":"string"}},"required":["sku"]}}},"required":["id","state"]}
        """;

    [Theory]
    [InlineData("an optional field is added", "\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":\"string\"},\"note\":{\"type\":\"string\"}", false)]
    [InlineData("an enum member is added", "[\"a\",\"b\"]", "[\"a\",\"b\",\"c\"]", false)]
    [InlineData("a field is removed", "\"id\":{\"type\":\"string\"},", "", true)]
    [InlineData("a field changes its type", "\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":\"integer\"}", true)]
    [InlineData("an enum member is removed", "[\"a\",\"b\"]", "[\"a\"]", true)]
    [InlineData("a field becomes required", "\"required\":[\"id\",\"state\"]", "\"required\":[\"id\",\"state\",\"lines\"]", true)]
    [InlineData("a field is no longer required", "\"required\":[\"id\",\"state\"]", "\"required\":[\"id\"]", true)]
    [InlineData("a field may be null", "\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":[\"string\",\"null\"]}", true)]
    [InlineData("a text becomes a date", "\"id\":{\"type\":\"string\"}", "\"id\":{\"type\":\"string\",\"format\":\"date-time\"}", true)]
    [InlineData("a nested field is renamed", "\"sku\":{\"type\":\"string\"}", "\"code\":{\"type\":\"string\"}", true)]
    public void A_change_is_told_from_a_break(string what, string from, string to, bool breaks)
    {
        Old.ShouldContain(from);
        var found = SchemaCompatibility.Breaks(JsonNode.Parse(Old)!, JsonNode.Parse(Old.Replace(from, to, StringComparison.Ordinal))!);
        (found.Count > 0).ShouldBe(breaks, what);
    }
}
