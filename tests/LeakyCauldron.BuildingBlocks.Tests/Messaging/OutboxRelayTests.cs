using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>The outbox's promises, over whichever transport.</summary>
public abstract class OutboxRelayTests(Broker broker) : MessagingSuite(broker)
{
    private static readonly OutboxOptions Impatient = new()
    {
        MaxAttempts = 3,
        FirstRetry = TimeSpan.FromMilliseconds(20),
        Lease = TimeSpan.FromSeconds(2),
        Renewal = TimeSpan.FromMilliseconds(200),
    };

    [Fact]
    public async Task Events_of_one_aggregate_arrive_in_version_order()
    {
        const int Moves = 25;
        await using var one = await BuildShopAsync();
        await using var two = await BuildShopAsync();
        await using var relay = new RunningRelay(one, one.Transport, Impatient);
        await using var other = new RunningRelay(two, two.Transport, Impatient);
        await using var recorder = new TopicRecorder(one.Transport);
        var bottles = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var bottle in bottles)
        {
            await one.MoveAsync(bottle);
        }

        // Both hosts move the same bottles at the same time; who loses a race tries again.
        await Task.WhenAll(bottles.SelectMany(b => new[] { one, two }.Select(shop => MoveTogetherAsync(shop, b, (Moves - 1) / 2))));

        var expected = Enumerable.Range(1, Moves).Select(v => (long)v).ToArray();
        await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == Moves), "all moves to arrive");
        bottles.ShouldAllBe(b => recorder.Versions(b).SequenceEqual(expected));
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_skipped()
    {
        await using var shop = await BuildShopAsync();
        await using var relay = new RunningRelay(shop, shop.Transport);
        await using var recorder = new TopicRecorder(shop.Transport);
        var (late, prompt) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var scope = shop.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
        await using var open = await db.Database.BeginTransactionAsync();
        db.Bottles.Add(new Bottle(late)).Entity.Move();
        await db.SaveChangesAsync();

        await shop.MoveAsync(prompt);
        await Eventually.Async(() => recorder.Versions(prompt).Length == 1, "the later row, which was committed first");
        recorder.Versions(late).ShouldBeEmpty();
        await open.CommitAsync();

        await Eventually.Async(() => recorder.Versions(late).Length == 1, "the earlier row, which was committed last");
    }

    [Fact]
    public async Task The_order_of_insertion_does_not_matter()
    {
        await using var shop = await BuildShopAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        var bottle = Guid.CreateVersion7();
        var writer = shop.Services.GetRequiredService<IOutboxWriter>();
        await using (var connection = await shop.Shelf.OpenConnectionAsync())
        {
            await writer.AppendAsync(
                connection,
                "shelf",
                [.. Enumerable.Range(1, 9).Reverse().Select(v => ((IIntegrationEvent)new BottleMoved(bottle, v), (long)v))],
                default
            );
        }

        await using var relay = new RunningRelay(shop, shop.Transport, Impatient with { BatchSize = 2 });

        await Eventually.Async(() => recorder.Versions(bottle).Length == 9, "all nine");
        recorder.Versions(bottle).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    [Fact]
    public async Task A_backlog_of_many_batches_is_sent_once_and_in_order()
    {
        await using var shop = await BuildShopAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        var bottles = Enumerable.Range(0, 40).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var bottle in bottles)
        {
            await shop.MoveAsync(bottle, 5);
        }

        var transport = new FaultyTransport(shop.Transport);
        await using var relay = new RunningRelay(shop, transport, Impatient with { BatchSize = 7 });

        await OutboxIsEmptyAsync();
        await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == 5), "all to arrive");
        bottles.ShouldAllBe(b => recorder.Versions(b).SequenceEqual(new long[] { 1, 2, 3, 4, 5 }));
        transport.Asked.Count.ShouldBe(200);
    }

    [Fact]
    public async Task A_failing_key_parks_alone()
    {
        await using var shop = await BuildShopAsync();
        var transport = new FaultyTransport(shop.Transport);
        await using var recorder = new TopicRecorder(shop.Transport);
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        transport.RefusedKeys[bad.ToString()] = 0;
        await shop.MoveAsync(bad, 2);
        await shop.MoveAsync(good, 3);
        await using var relay = new RunningRelay(shop, transport, Impatient);

        await Eventually.Async(() => recorder.Versions(good).Length == 3, "the other key's events");
        await Eventually.Async(
            async () =>
                (
                    await ScalarAsync<long>(
                        "SELECT count(*) FROM shelf.outbox_messages WHERE parked_at IS NOT NULL AND version = 1 AND attempts = 3 AND error = 'Not this one.'"
                    )
                ) == 1,
            "the refused event to be parked"
        );
        (await ScalarAsync<long>("SELECT count(*) FROM shelf.outbox_messages WHERE version = 2 AND attempts = 0 AND parked_at IS NULL")).ShouldBe(1);
        recorder.Versions(bad).ShouldBeEmpty();

        transport.RefusedKeys.Clear();
        var parked = await ScalarAsync<Guid>("SELECT id FROM shelf.outbox_messages WHERE parked_at IS NOT NULL");
        (await shop.Services.GetRequiredService<MessagingRepair>().RetryAsync(parked, default)).Error.ShouldBeNull();
        await Eventually.Async(() => recorder.Versions(bad).Length == 2, "what had waited");
        recorder.Versions(bad).ShouldBe([1, 2]);
        await OutboxIsEmptyAsync();
    }

    [Fact]
    public async Task A_payload_too_large_for_anyone_parks_at_once_and_alone()
    {
        await using var shop = await BuildShopAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        var (large, small) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await shop.MoveAsync(large, 3);
        await shop.MoveAsync(small, 3);
        await ExecuteAsync(
            $"UPDATE shelf.outbox_messages SET payload = repeat(' ', {EventEnvelope.MaxDataBytes + 1}) WHERE key = '{large}' AND version = 2"
        );
        await using var relay = new RunningRelay(shop, shop.Transport, Impatient);

        await Eventually.Async(() => recorder.Versions(small).Length == 3, "the other key's events");
        await Eventually.Async(async () => await CountAsync("shelf.outbox_messages") == 2, "all but the large one and what is behind it");
        recorder.Versions(large).ShouldBe([1]);
        (
            await CountAsync("shelf.outbox_messages WHERE parked_at IS NOT NULL AND version = 2 AND attempts = 1 AND error LIKE 'The payload has %'")
        ).ShouldBe(1);
    }

    [Fact]
    public async Task An_outage_costs_no_attempt()
    {
        await using var shop = await BuildShopAsync();
        var transport = new FaultyTransport(shop.Transport) { IsDown = true };
        await using var recorder = new TopicRecorder(shop.Transport);
        await using var relay = new RunningRelay(shop, transport, Impatient);
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle, 3);
        await Eventually.Async(() => transport.Asked.Count > 3 * Impatient.MaxAttempts && relay.Outage == "The broker is away.", "many attempts");
        (await ScalarAsync<long>("SELECT count(*) FROM shelf.outbox_messages WHERE attempts = 0 AND parked_at IS NULL")).ShouldBe(3);

        transport.IsDown = false;

        await Eventually.Async(() => recorder.Versions(bottle).Length == 3, "everything once the broker is back");
        recorder.Versions(bottle).ShouldBe([1, 2, 3]);
        await Eventually.Async(() => relay.Outage is null, "the outage to be over");
    }

    [Fact]
    public async Task A_relay_that_lost_its_lease_deletes_nothing()
    {
        await using var shop = await BuildShopAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var transport = new FaultyTransport(shop.Transport) { Gate = release.Task };
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle);
        await using var relay = new RunningRelay(shop, transport, Impatient);
        await Eventually.Async(() => transport.Asked.Count == 1, "the relay to publish");

        // Another relay has taken over while the first was slow.
        await ExecuteAsync(
            """
            INSERT INTO shelf.outbox_relays VALUES ('00000000-0000-0000-0000-000000000001', now() + interval '1 hour');
            UPDATE shelf.outbox_leases SET owner = '00000000-0000-0000-0000-000000000001', token = token + 1;
            """
        );
        transport.Gate = Task.CompletedTask;
        release.SetResult();
        await using var recorder = new TopicRecorder(shop.Transport);
        await Eventually.Async(() => recorder.Arrived.Count > 0, "the late message");
        await shop.MoveAsync(Guid.CreateVersion7());
        (await CountAsync("shelf.outbox_messages")).ShouldBe(2);

        // The other relay dies: the first takes over again, and sends what it was not allowed to delete once more.
        await ExecuteAsync("DELETE FROM shelf.outbox_relays WHERE id = '00000000-0000-0000-0000-000000000001'");
        await OutboxIsEmptyAsync();
        var sent = transport.Asked.Where(e => e.Key == bottle.ToString()).Select(e => e.Id).ToArray();
        sent.Length.ShouldBe(2);
        sent[1].ShouldBe(sent[0]);
    }

    [Fact]
    public async Task Relays_share_the_buckets_and_take_over_from_the_dead()
    {
        await using var one = await BuildShopAsync();
        await using var two = await BuildShopAsync();
        await using var relay = new RunningRelay(one, one.Transport, Impatient);
        await Eventually.Async(async () => (await OwnersAsync()).SequenceEqual([32L]), "the first to own all");
        await using (new RunningRelay(two, two.Transport, Impatient))
        {
            await Eventually.Async(async () => (await OwnersAsync()).SequenceEqual([16L, 16L]), "each to own half");
        }

        await Eventually.Async(async () => (await OwnersAsync()).SequenceEqual([32L]), "the first to own all again");

        // One that was killed leaves its row and its buckets behind.
        await ExecuteAsync(
            """
            INSERT INTO shelf.outbox_relays VALUES ('00000000-0000-0000-0000-000000000001', now() + interval '2 seconds');
            UPDATE shelf.outbox_leases SET owner = '00000000-0000-0000-0000-000000000001', token = token + 1 WHERE bucket < 16;
            """
        );
        await Eventually.Async(
            async () => (await OwnersAsync()).SequenceEqual([32L]),
            "the dead one's buckets to be taken over",
            TimeSpan.FromSeconds(10)
        );
    }

    private static async Task MoveTogetherAsync(TestShop shop, Guid bottle, int times)
    {
        for (var done = 0; done < times; )
        {
            try
            {
                await shop.MoveAsync(bottle);
                done++;
            }
            catch (DbUpdateException e) when (Persistence.Retryable.IsLostRace(e))
            {
                continue;
            }
        }
    }

    private async Task<long[]> OwnersAsync() =>
        await ScalarAsync<long[]>(
            """
            SELECT coalesce(array_agg(n), '{}') FROM (
                SELECT count(*) AS n FROM shelf.outbox_leases l JOIN shelf.outbox_relays r ON r.id = l.owner GROUP BY owner) AS owners
            """
        );
}

public sealed class EmbeddedOutboxRelayTests() : OutboxRelayTests(Broker.Embedded);

public sealed class KafkaOutboxRelayTests() : OutboxRelayTests(Broker.Kafka);
