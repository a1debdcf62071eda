namespace LeakyCauldron.Contracts.Tests;

public sealed class OpenApiDocumentTests(GeneratedDocuments documents) : IClassFixture<GeneratedDocuments>
{
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
    public void The_table_of_routes_is_current() =>
        File.ReadAllText(Path.Combine(GeneratedDocuments.Committed, "security", "routes.md"))
            .ShouldBe(
                File.ReadAllText(Path.Combine(documents.Fresh, "security", "routes.md")),
                "docs/security/routes.md is stale: run ./cauldron docs"
            );

    private static Dictionary<string, string> Contents(string folder) =>
        Directory.GetFiles(folder).ToDictionary(f => Path.GetFileName(f), File.ReadAllText, StringComparer.Ordinal);
}
