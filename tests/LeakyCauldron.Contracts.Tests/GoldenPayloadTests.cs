using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Host.Documents;
using NJsonSchema;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>Payloads of every version of every event, as they once went out, are read today and say the same.</summary>
public sealed class GoldenPayloadTests
{
    [Fact]
    public void Every_event_has_one_and_none_is_of_an_event_that_is_gone()
    {
        EventCatalogue.Events.Count.ShouldBeGreaterThan(10);
        EventCatalogue
            .GoldenFiles()
            .Select(f => EventCatalogue.WireName(Path.GetFileName(f)))
            .Distinct()
            .ShouldBe(EventCatalogue.Events.Keys, ignoreOrder: true);
    }

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public async Task It_is_read_and_written_as_it_was(string file)
    {
        var payload = EventCatalogue.Payload(file);
        Rewritten(file, payload).ToJsonString(Json.Wire).ShouldBe(payload.ToJsonString(Json.Wire));

        var wireName = EventCatalogue.WireName(file);
        var schema = await JsonSchema.FromJsonAsync(EventSchemas.Of(wireName, EventCatalogue.Events[wireName]).ToJsonString());
        schema.Validate(payload.ToJsonString()).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public void A_field_of_the_future_is_passed_over(string file)
    {
        var payload = EventCatalogue.Payload(file);
        var newer = payload.DeepClone();
        newer["addedLater"] = new JsonObject { ["deep"] = 1 };
        Rewritten(file, newer).ToJsonString(Json.Wire).ShouldBe(payload.ToJsonString(Json.Wire));
    }

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public void A_payload_that_lacks_what_the_schema_promises_is_refused(string file)
    {
        var wireName = EventCatalogue.WireName(file);
        var required = EventSchemas.Of(wireName, EventCatalogue.Events[wireName])["required"]!.AsArray();
        required.Count.ShouldBeGreaterThan(0);
        foreach (var name in required.Select(r => r!.GetValue<string>()))
        {
            var broken = EventCatalogue.Payload(file);
            broken.AsObject().Remove(name);
            Should.Throw<JsonException>(() => Rewritten(file, broken), $"without {name}");
        }
    }

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public void Its_key_is_in_it(string file)
    {
        var payload = EventCatalogue.Payload(file);
        var @event = (IIntegrationEvent)payload.Deserialize(EventCatalogue.Events[EventCatalogue.WireName(file)], Json.Wire)!;
        payload.ToJsonString().ShouldContain(@event.AggregateId);
    }

    private static JsonNode Rewritten(string file, JsonNode payload)
    {
        var type = EventCatalogue.Events[EventCatalogue.WireName(file)];
        return JsonSerializer.SerializeToNode(payload.Deserialize(type, Json.Wire), type, Json.Wire)!;
    }
}
