using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Documents;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>The committed schemas against the events of today: what is added passes, what breaks fails, here and in <c>./cauldron docs</c>.</summary>
public sealed class EventSchemaTests
{
    private static readonly string Committed = Path.Combine(GeneratedDocuments.Committed, "contracts");

    [Fact]
    public void No_committed_event_is_broken_or_gone()
    {
        Directory.GetFiles(Committed, "*.schema.json").Length.ShouldBe(EventCatalogue.Events.Count, "run ./cauldron docs");
        EventSchemas.Breaks(Committed, Fresh()).ShouldBeEmpty("a breaking change needs a new version beside the old one");
    }

    [Fact]
    public void An_optional_field_of_a_newer_record_passes_against_the_older()
    {
        var old = EventSchemas.Of("tests.thing-happened.v1", typeof(ThingHappened));
        SchemaCompatibility.Breaks(old, EventSchemas.Of("tests.thing-happened.v1", typeof(ThingHappenedWithNote))).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(typeof(ThingHappenedWithoutName), "$.name: is gone")]
    [InlineData(typeof(ThingHappenedRenamed), "$.name: is gone")]
    [InlineData(typeof(ThingHappenedRetyped), "$.count: type \"integer\" became \"string\"")]
    [InlineData(typeof(ThingHappenedWithDuty), "$.duty: events of the past do not have it")]
    [InlineData(typeof(ThingHappenedNarrowed), "$.colour: blue is gone")]
    [InlineData(typeof(ThingHappenedNullable), "$.name: type \"string\" became [\"string\",\"null\"]")]
    [InlineData(typeof(ThingHappenedDeep), "$.parts[].size: type \"integer\" became \"string\"")]
    public void A_break_is_named(Type planted, string named) =>
        SchemaCompatibility
            .Breaks(EventSchemas.Of("tests.thing-happened.v1", typeof(ThingHappened)), EventSchemas.Of("tests.thing-happened.v1", planted))
            .ShouldContain(named);

    [Fact]
    public void A_new_version_beside_the_old_one_passes_and_in_its_place_it_does_not()
    {
        using var folder = new TempFolder();
        var old = EventSchemas.Of("tests.thing-happened.v1", typeof(ThingHappened));
        File.WriteAllText(Path.Combine(folder.Path, "tests.thing-happened.v1.schema.json"), old.ToJsonString());
        var next = EventSchemas.Of("tests.thing-happened.v2", typeof(ThingHappenedRetyped));
        EventSchemas
            .Breaks(folder.Path, new Dictionary<string, JsonObject> { ["tests.thing-happened.v1"] = old, ["tests.thing-happened.v2"] = next })
            .ShouldBeEmpty();
        EventSchemas
            .Breaks(folder.Path, new Dictionary<string, JsonObject> { ["tests.thing-happened.v2"] = next })
            .Single()
            .ShouldStartWith("tests.thing-happened.v1 is gone");
    }

    [Fact]
    public async Task The_documents_are_not_written_over_a_break()
    {
        using var folder = new TempFolder();
        var file = Path.Combine(folder.Path, "orders.order-confirmed.v1.schema.json");
        var broken = JsonNode.Parse(File.ReadAllText(Path.Combine(Committed, Path.GetFileName(file))))!;
        broken["properties"]!.AsObject().Add("gift", new JsonObject { ["type"] = "boolean" });
        File.WriteAllText(file, broken.ToJsonString());
        (await Should.ThrowAsync<InvalidStartException>(() => EventSchemas.WriteAsync(EventCatalogue.OfHost, folder.Path))).Message.ShouldContain(
            "orders.order-confirmed.v1 $.gift: is gone"
        );
    }

    [Fact]
    public void Every_event_says_its_topic_key_producer_and_consumers()
    {
        var rows = File.ReadAllLines(Path.Combine(Committed, "README.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal)).ToArray();
        rows.Length.ShouldBe(EventCatalogue.Events.Count);
        foreach (var cells in rows.Select(r => r.Trim('|').Split('|').Select(c => c.Trim()).ToArray()))
        {
            cells.Length.ShouldBe(7);
            cells.ShouldNotContain("", cells[0]);
            cells[3].ShouldEndWith(" id");
            File.Exists(Path.Combine(Committed, $"{cells[0].Trim('`')}.schema.json")).ShouldBeTrue(cells[0]);
        }
    }

    private static Dictionary<string, JsonObject> Fresh() =>
        EventCatalogue.Events.ToDictionary(e => e.Key, e => EventSchemas.Of(e.Key, e.Value), StringComparer.Ordinal);
}

internal enum Colour
{
    Red,
    Blue,
}

internal enum OnlyRed
{
    Red,
}

internal sealed record Part(int Size);

internal sealed record TextPart(string Size);

internal sealed record ThingHappened(Guid Id, string Name, int Count, Colour Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedWithNote(
    Guid Id,
    string Name,
    int Count,
    Colour Colour,
    IReadOnlyList<Part> Parts,
    IReadOnlyList<Part> Spares,
    string? Note
);

internal sealed record ThingHappenedWithoutName(Guid Id, int Count, Colour Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedRenamed(Guid Id, string Title, int Count, Colour Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedRetyped(Guid Id, string Name, string Count, Colour Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedWithDuty(
    Guid Id,
    string Name,
    int Count,
    Colour Colour,
    IReadOnlyList<Part> Parts,
    IReadOnlyList<Part> Spares,
    string Duty
);

internal sealed record ThingHappenedNarrowed(Guid Id, string Name, int Count, OnlyRed Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedNullable(Guid Id, string? Name, int Count, Colour Colour, IReadOnlyList<Part> Parts, IReadOnlyList<Part> Spares);

internal sealed record ThingHappenedDeep(
    Guid Id,
    string Name,
    int Count,
    Colour Colour,
    IReadOnlyList<TextPart> Parts,
    IReadOnlyList<TextPart> Spares
);
