using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

public sealed class OpenApiDocumentTests(GeneratedDocuments documents) : IClassFixture<GeneratedDocuments>
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    [Fact]
    public void The_committed_document_is_current() =>
        File.ReadAllText(Path.Combine(GeneratedDocuments.Committed, "openapi.json"))
            .ShouldBe(File.ReadAllText(Path.Combine(documents.Fresh, "openapi.json")), "docs/openapi.json is stale: run ./cauldron docs");

    [Theory]
    [InlineData("contracts")]
    [InlineData("modules")]
    public void Generated_pages_are_current(string folder)
    {
        var fresh = Contents(Path.Combine(documents.Fresh, folder));
        fresh.Count.ShouldBeGreaterThan(5);
        Contents(Path.Combine(GeneratedDocuments.Committed, folder))
            .ShouldBe(fresh, ignoreOrder: true, $"docs/{folder} is stale: run ./cauldron docs");
    }

    [Fact]
    public void Every_operation_is_described()
    {
        var document = JsonNode.Parse(File.ReadAllText(Path.Combine(documents.Fresh, "openapi.json")))!;
        var operations = document["paths"]!
            .AsObject()
            .SelectMany(p => p.Value!.AsObject().Where(o => Methods.Contains(o.Key)).Select(o => (Path: $"{o.Key} {p.Key}", Operation: o.Value!)))
            .ToArray();
        operations.Length.ShouldBeGreaterThan(20);
        var wanting = operations
            .Where(o =>
                o.Operation["operationId"] is null
                || o.Operation["summary"] is null
                || o.Operation["tags"] is null
                || o.Operation["security"] is null
                || o.Operation["responses"]!.AsObject().All(r => !r.Key.StartsWith('2') && !r.Key.StartsWith('3'))
            )
            .Select(o => o.Path);
        wanting.ShouldBeEmpty();
    }

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
}
