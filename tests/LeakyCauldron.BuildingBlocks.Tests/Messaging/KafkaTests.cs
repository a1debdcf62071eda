using System.Text;
using Confluent.Kafka;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What only Kafka has: headers that others read, records that others write, brokers that go away and refuse.</summary>
public sealed class KafkaTests() : MessagingSuite(Broker.Kafka)
{
    private const int ProduceApi = 0;
    private const int MessageTooLarge = 10;
    private const int NotLeader = 6;
    private const int RequestTimedOut = 7;

    [Fact]
    public async Task A_record_is_a_cloud_event_in_binary_mode()
    {
        await using var shop = await BuildShopAsync();
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle);
        var row = await shop.QueryAsync(db => db.Set<OutboxMessage>().SingleAsync());
        await using var relay = new RunningRelay(shop, shop.Transport);
        await OutboxIsEmptyAsync();

        using var consumer = new ConsumerBuilder<string, string>(
            new ConsumerConfig
            {
                BootstrapServers = Kafka.BootstrapServers,
                GroupId = "another-program",
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).Build();
        consumer.Subscribe("shelf.events");
        var record = consumer.Consume(TimeSpan.FromSeconds(30)).Message;
        var headers = record.Headers.ToDictionary(h => h.Key, h => Encoding.UTF8.GetString(h.GetValueBytes()), StringComparer.Ordinal);
        consumer.Close();

        record.Key.ShouldBe(bottle.ToString());
        record.Value.ShouldBe(row.Payload);
        headers["ce_specversion"].ShouldBe("1.0");
        headers["ce_id"].ShouldBe(row.Id.ToString());
        headers["ce_type"].ShouldBe("shelf.bottle-moved.v1");
        headers["ce_source"].ShouldBe("/shelf");
        headers["ce_subject"].ShouldBe(bottle.ToString());
        headers["ce_version"].ShouldBe("1");
        DateTimeOffset.Parse(headers["ce_time"]).ShouldBe(row.OccurredAt);
        headers["content-type"].ShouldBe("application/json");
    }

    [Fact]
    public async Task Records_of_others_that_are_no_events_are_put_aside_with_the_reason()
    {
        await using var shop = await StartShopAsync();
        using var producer = new ProducerBuilder<string?, string?>(new ProducerConfig { BootstrapServers = Kafka.BootstrapServers }).Build();
        var bottle = Guid.CreateVersion7();
        await ProduceAsync(producer, bottle.ToString(), "hello");
        await ProduceAsync(producer, bottle.ToString(), "{}", ("ce_id", "17"));
        await ProduceAsync(producer, "another key", "{}", ("ce_subject", bottle.ToString()));
        await ProduceAsync(producer, null, "{}");
        await ProduceAsync(producer, "nul \0 in a key", "{}", ("ce_id", "17"));
        await shop.MoveAsync(bottle);

        await Eventually.Async(async () => await CountAsync("ledger.dead_letters") == 5, "five to be put aside");
        await Eventually.Async(async () => (await shop.EntriesAsync()).Count == 1, "the event among them");
        var reasons = await shop.QueryLedgerAsync(db => db.Set<DeadLetter>().Select(d => d.Error).ToListAsync());
        reasons.ShouldBe(
            [
                "ce_specversion is not 1.0",
                "ce_id is not a UUID: 17",
                "ce_id is not a UUID: 17",
                $"ce_subject {bottle} is not the key another key",
                "the record has no key",
            ],
            ignoreOrder: true
        );
        await CopiesAreInTheDeadLetterTopicAsync(bottle);
    }

    /// <summary>Byte for byte, with what was known of the reason.</summary>
    private async Task CopiesAreInTheDeadLetterTopicAsync(Guid bottle)
    {
        using var consumer = new ConsumerBuilder<string?, string>(
            new ConsumerConfig
            {
                BootstrapServers = Kafka.BootstrapServers,
                GroupId = "an-operator",
                AutoOffsetReset = AutoOffsetReset.Earliest,
            }
        ).Build();
        consumer.Subscribe("ledger.dead-letter");
        var found = new List<ConsumeResult<string?, string>>();
        await Eventually.Async(
            () =>
            {
                while (consumer.Consume(TimeSpan.FromMilliseconds(200)) is { } record)
                {
                    found.Add(record);
                }

                return found.Count == 5;
            },
            "five copies"
        );
        consumer.Close();
        var garbage = found.Single(r => r.Message.Value == "hello").Message;
        garbage.Key.ShouldBe(bottle.ToString());
        Header(garbage, "dead_reason").ShouldBe("ce_specversion is not 1.0");
        (Header(garbage, "dead_topic"), Header(garbage, "dead_consumer")).ShouldBe(("shelf.events", "ledger"));
        Header(found.Single(r => r.Message.Key == "nul \0 in a key").Message, "ce_id").ShouldBe("17");
        static string Header(Message<string?, string> message, string name) => Encoding.UTF8.GetString(message.Headers.GetLastBytes(name));
    }

    [Fact]
    public async Task A_broker_that_goes_away_loses_nothing_and_turns_nothing_round()
    {
        await using var shop = await BuildShopAsync();
        await using var relay = new RunningRelay(shop, shop.Transport);
        await using var recorder = new TopicRecorder(shop.Transport);
        var bottles = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var bottle in bottles)
        {
            await shop.MoveAsync(bottle, 2);
        }

        await Eventually.Async(() => recorder.Arrived.Count >= 10, "the first ten");
        Kafka.TakeDown();
        foreach (var bottle in bottles)
        {
            await shop.MoveAsync(bottle, 4);
        }

        (await CountAsync("shelf.outbox_messages WHERE attempts = 0 AND parked_at IS NULL")).ShouldBe(20);
        Kafka.BringUp();
        Kafka.FailNext(ProduceApi, NotLeader, RequestTimedOut, NotLeader);

        await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == 6), "all thirty", TimeSpan.FromSeconds(60));
        bottles.ShouldAllBe(b => recorder.Versions(b).SequenceEqual(new long[] { 1, 2, 3, 4, 5, 6 }));
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_message_that_the_broker_refuses_parks_alone()
    {
        await using var shop = await BuildShopAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        var bottles = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var bottle in bottles)
        {
            await shop.MoveAsync(bottle, 2);
        }

        // The whole batch is refused for one's sake; then each goes alone, and the guilty one is refused again.
        Kafka.FailNext(ProduceApi, MessageTooLarge);
        await using var relay = new RunningRelay(
            shop,
            shop.Transport,
            new OutboxOptions { FirstRetry = TimeSpan.FromMilliseconds(50), MaxAttempts = 4 }
        );

        await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == 2), "all of them in the end", TimeSpan.FromSeconds(60));
        bottles.ShouldAllBe(b => recorder.Versions(b).SequenceEqual(new long[] { 1, 2 }));
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_message_too_large_for_us_parks_without_a_neighbour()
    {
        Settings["Kafka:MessageMaxBytes"] = "2000";
        await using var shop = await BuildShopAsync();
        var (large, small) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var sent = await shop.Transport.PublishAsync([Envelope(small, 1), Envelope(large, 1, 5000), Envelope(large, 2), Envelope(small, 2)], default);

        sent.Select(f => f?.Refused).ShouldBe([null, true, true, null]);
    }

    private static Task ProduceAsync(IProducer<string?, string?> producer, string? key, string value, params (string Name, string Value)[] changed)
    {
        var headers = new Headers();
        if (key is null || changed.Length > 0)
        {
            var all = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["ce_specversion"] = "1.0",
                ["ce_id"] = Guid.CreateVersion7().ToString(),
                ["ce_type"] = "shelf.bottle-moved.v1",
                ["ce_version"] = "1",
                ["ce_time"] = "2026-07-31T12:00:00Z",
            };
            Array.ForEach(changed, c => all[c.Name] = c.Value);
            foreach (var (name, text) in all)
            {
                headers.Add(name, Encoding.UTF8.GetBytes(text));
            }
        }

        return producer.ProduceAsync(
            "shelf.events",
            new Message<string?, string?>
            {
                Key = key,
                Value = value,
                Headers = headers,
            }
        );
    }

    private static EventEnvelope Envelope(Guid key, long version, int size = 10) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = key.ToString(),
            Version = version,
            Time = TimeProvider.System.GetUtcNow(),
            Data = Encoding.UTF8.GetBytes(new string(' ', size)),
        };
}
