using System.Net.Mime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CloudNative.CloudEvents;
using CloudNative.CloudEvents.SystemTextJson;
using Confluent.Kafka;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;

namespace LeakyCauldron.Contracts.Tests;

/// <summary>What goes out over Kafka is a CloudEvent to the CNCF's own SDK. Its Kafka binding is a page of the specification, followed here: headers <c>ce_*</c> are the attributes.</summary>
public sealed class CloudEventTests
{
    private static readonly JsonEventFormatter Formatter = new();

    private static readonly CloudEventAttribute Version = CloudEventAttribute.CreateExtension("version", CloudEventAttributeType.String);

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public void A_record_is_a_valid_CloudEvent(string file)
    {
        var envelope = Envelope(file);
        var cloudEvent = Read(KafkaEnvelope.Write(envelope));
        cloudEvent.IsValid.ShouldBeTrue();
        cloudEvent.Id.ShouldBe(envelope.Id.ToString());
        cloudEvent.Type.ShouldBe(EventCatalogue.WireName(file));
        cloudEvent.Source!.ToString().ShouldBe("/" + file.Split('.')[0]);
        cloudEvent.Subject.ShouldBe(envelope.Key);
        cloudEvent.Time.ShouldBe(envelope.Time);
        cloudEvent[Version].ShouldBe("7");
        JsonNode
            .Parse(((JsonElement)cloudEvent.Data!).GetRawText())!
            .ToJsonString(Json.Wire)
            .ShouldBe(EventCatalogue.Payload(file).ToJsonString(Json.Wire));
    }

    [Theory]
    [MemberData(nameof(EventCatalogue.Golden), MemberType = typeof(EventCatalogue))]
    public void The_SDK_writes_it_in_its_own_form_and_reads_it_back(string file)
    {
        var cloudEvent = Read(KafkaEnvelope.Write(Envelope(file)));
        var structured = Formatter.EncodeStructuredModeMessage(cloudEvent, out var contentType);
        var again = Formatter.DecodeStructuredModeMessage(structured, contentType, [Version]);
        again.Type.ShouldBe(cloudEvent.Type);
        again[Version].ShouldBe(cloudEvent[Version]);
    }

    [Theory]
    [InlineData("ce_id")]
    [InlineData("ce_type")]
    [InlineData("ce_source")]
    public void A_record_without_what_the_specification_requires_is_none(string header)
    {
        var record = KafkaEnvelope.Write(Envelope("orders.order-confirmed.v1.json"));
        record.Headers.Remove(header);
        Read(record).IsValid.ShouldBeFalse();
    }

    private static EventEnvelope Envelope(string file)
    {
        var payload = EventCatalogue.Payload(file);
        var type = EventCatalogue.WireName(file);
        var @event = (IIntegrationEvent)payload.Deserialize(EventCatalogue.Events[type], Json.Wire)!;
        return new EventEnvelope
        {
            Id = Guid.CreateVersion7(),
            Type = type,
            Topic = $"{type.Split('.')[0]}.events",
            Key = @event.AggregateId,
            Version = 7,
            Time = new DateTimeOffset(2026, 1, 31, 10, 15, 30, TimeSpan.Zero),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Data = Encoding.UTF8.GetBytes(payload.ToJsonString(Json.Wire)),
        };
    }

    private static CloudEvent Read(Message<string, byte[]> record)
    {
        var headers = record.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes()), StringComparer.Ordinal);
        headers["ce_specversion"].ShouldBe("1.0");
        var cloudEvent = new CloudEvent(CloudEventsSpecVersion.V1_0, [Version]) { DataContentType = headers["content-type"] };
        foreach (var (name, value) in headers.Where(h => h.Key.StartsWith("ce_", StringComparison.Ordinal) && h.Key != "ce_specversion"))
        {
            cloudEvent.SetAttributeFromString(name["ce_".Length..], value);
        }

        Formatter.DecodeBinaryModeEventData(record.Value, cloudEvent);
        new ContentType(cloudEvent.DataContentType!).MediaType.ShouldBe("application/json");
        return cloudEvent;
    }
}
