using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

public sealed class TransportTests
{
    [Fact]
    public async Task Both_transports_carry_the_same_envelope()
    {
        using var kafka = new MockKafka();
        await using var database = await TestShop.CreateDatabaseAsync();
        await using var embedded = TestShop.Build(database.ConnectionString, new Dictionary<string, string?>());
        await using var real = TestShop.Build(
            database.ConnectionString,
            new Dictionary<string, string?> { ["Kafka:BootstrapServers"] = kafka.BootstrapServers }
        );
        await embedded.PrepareBrokerAsync();
        (embedded.Transport.Name, real.Transport.Name).ShouldBe(("embedded", "kafka"));
        var sent = new EventEnvelope
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = "Älteste Flasche",
            Version = 41,
            Time = new DateTimeOffset(2026, 7, 31, 23, 59, 59, TimeSpan.FromHours(2)).AddMicroseconds(123456),
            TraceParent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            Data = Encoding.UTF8.GetBytes("""{"bottleId":"ß","step":1}"""),
        };
        var bare = sent with { Id = Guid.CreateVersion7(), Version = 42, TraceParent = null };

        foreach (var transport in new[] { embedded.Transport, real.Transport })
        {
            (await transport.PublishAsync([sent, bare], default)).ShouldBe([null, null]);
            await using var recorder = new TopicRecorder(transport);
            await Eventually.Async(() => recorder.Arrived.Count == 2, $"both over {transport.Name}");
            recorder.Arrived.Select(Readable).ShouldBe([Readable(sent), Readable(bare)]);
        }
    }

    private static (EventEnvelope, string) Readable(EventEnvelope envelope) =>
        (envelope with { Data = default, Record = null, Time = envelope.Time.ToUniversalTime() }, Encoding.UTF8.GetString(envelope.Data.Span));
}
