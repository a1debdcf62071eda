using System.Text.Json.Nodes;

namespace LeakyCauldron.Contracts.Tests;

public sealed class EventSchemaTests(GeneratedDocuments documents) : IClassFixture<GeneratedDocuments>
{
    [Fact]
    public void No_committed_event_is_broken_or_gone()
    {
        var committed = Directory.GetFiles(Path.Combine(GeneratedDocuments.Committed, "contracts"), "*.schema.json");
        committed.Length.ShouldBeGreaterThan(5);
        var breaks = committed.SelectMany(file =>
        {
            var fresh = Path.Combine(documents.Fresh, "contracts", Path.GetFileName(file));
            return File.Exists(fresh)
                ? SchemaCompatibility
                    .Breaks(JsonNode.Parse(File.ReadAllText(file))!, JsonNode.Parse(File.ReadAllText(fresh))!)
                    .Select(b => $"{Path.GetFileName(file)} {b}")
                : [$"{Path.GetFileName(file)} has no event any more; keep the type so that old events stay readable"];
        });
        breaks.ShouldBeEmpty("a breaking change needs a new version beside the old one");
    }
}
