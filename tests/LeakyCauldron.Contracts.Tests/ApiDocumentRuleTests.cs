using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

public sealed class ApiDocumentRuleTests
{
    private const string Order = "/api/v1/orders";

    [Fact]
    public void The_document_is_complete()
    {
        var document = Document();
        ApiDocumentRules.Count(document).ShouldBeGreaterThan(60);
        ApiDocumentRules.Findings(document).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("operationId", "no operationId")]
    [InlineData("summary", "no summary")]
    [InlineData("tags", "no tags")]
    [InlineData("security", "no security")]
    [InlineData("parameters.0.description", "the parameter")]
    [InlineData("parameters.0.example", "the parameter")]
    [InlineData("requestBody.content.application/json.schema", "request has no schema")]
    [InlineData("requestBody.content.application/json.example", "request has no example")]
    [InlineData("responses.201", "no success")]
    [InlineData("responses.201.content", "201 has no body")]
    [InlineData("responses.201.content.application/json.schema", "201 has no schema")]
    [InlineData("responses.201.content.application/json.example", "201 has no example")]
    [InlineData("responses.201.description", "201 has no description")]
    [InlineData("responses.400", "400 is not told")]
    [InlineData("responses.409", "409 is not told")]
    [InlineData("responses.413", "413 is not told")]
    [InlineData("responses.415", "415 is not told")]
    [InlineData("responses.422", "422 is not told")]
    [InlineData("responses.500", "500 is not told")]
    [InlineData("responses.503", "503 is not told")]
    public void What_is_taken_away_is_missed(string place, string finding)
    {
        var document = Document();
        var steps = place.Split('.');
        var parent = steps[..^1]
            .Aggregate(document["paths"]![Order]!["post"]!, (node, step) => node is JsonArray list ? list[int.Parse(step, null)]! : node[step]!);
        parent.AsObject().Remove(steps[^1]).ShouldBeTrue();
        ApiDocumentRules.Findings(document).ShouldContain(f => f.StartsWith($"post {Order}: {finding}", StringComparison.Ordinal));
    }

    [Fact]
    public void A_name_used_twice_and_a_sign_in_that_nobody_offers_are_found()
    {
        var document = Document();
        document["paths"]![Order]!["get"]!["operationId"] = document["paths"]![Order]!["post"]!["operationId"]!.ToString();
        document["paths"]!["/api/v1/me"]!["get"]!["security"] = new JsonArray(new JsonObject { ["polyjuice"] = new JsonArray() });
        document["components"]!["responses"]!.AsObject().Remove("Problem404");
        var findings = ApiDocumentRules.Findings(document);
        findings.ShouldContain("placeOrder: several");
        findings.ShouldContain("get /api/v1/me: the sign-in polyjuice is unknown");
        findings.ShouldContain("get /api/v1/me: 404 has no description");
    }

    private static JsonNode Document() => JsonNode.Parse(File.ReadAllText(Path.Combine(GeneratedDocuments.Committed, "openapi.json")))!;
}
