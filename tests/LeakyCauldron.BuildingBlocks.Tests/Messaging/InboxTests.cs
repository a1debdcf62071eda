using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>One effect per event and handler, whatever is delivered how often.</summary>
public abstract class InboxTests(Broker broker) : MessagingSuite(broker)
{
    [Fact]
    public async Task A_message_delivered_twice_has_one_effect()
    {
        await using var one = await BuildShopAsync();
        await using var two = await BuildShopAsync();
        var events = Enumerable.Range(1, 40).Select(v => Envelope(Guid.CreateVersion7(), 1)).ToArray();

        // Ten times, by two hosts at once, in batches and alone.
        await Task.WhenAll(
            Enumerable
                .Range(0, 10)
                .Select(i =>
                    (i % 2 == 0 ? one : two)
                        .Services.GetRequiredService<InboxDispatchers>()
                        .Of("ledger")
                        .DispatchAsync(Shuffled(events, i), default, default)
                )
        );
        await Dispatcher(one).DispatchAsync([events[0]], default, default);

        (await one.EntriesAsync()).Select(e => e.MessageId).Order().ShouldBe(events.Select(e => e.Id).Order());
        (await CountAsync("ledger.inbox_messages")).ShouldBe(2 * events.Length);
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    [Fact]
    public async Task A_lost_acknowledgement_is_absorbed()
    {
        await using var shop = await BuildShopAsync();
        var transport = new FaultyTransport(shop.Transport) { LosesAcknowledgements = true };
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle, 5);
        await using var consumer = await StartShopAsync();
        await using (new RunningRelay(shop, transport))
        {
            await Eventually.Async(() => transport.Asked.Count >= 10, "the relay to send again what it was not told had arrived");
            transport.LosesAcknowledgements = false;
            await OutboxIsEmptyAsync();
        }

        await Eventually.Async(async () => (await shop.EntriesAsync()).Count >= 5, "the effects");
        await shop.MoveAsync(bottle);
        await Eventually.Async(async () => (await shop.EntriesAsync()).Exists(e => e.Version == 6), "one more, behind all repetitions");
        (await shop.EntriesAsync()).Select(e => e.Version).ShouldBe([1, 2, 3, 4, 5, 6]);
    }

    [Fact]
    public async Task A_handler_that_throws_leaves_neither_effect_nor_row()
    {
        await using var shop = await StartShopAsync();
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        shop.Trouble.FailuresLeft[bad.ToString()] = int.MaxValue;
        await shop.MoveAsync(bad);
        await shop.MoveAsync(good);

        await Eventually.Async(() => shop.Trouble.Attempts.GetValueOrDefault(bad.ToString()) >= 2, "the handler to be tried again");
        (await shop.EntriesAsync()).ShouldNotContain(e => e.Key == bad.ToString());
        (
            await CountAsync(
                "ledger.inbox_messages i WHERE consumer = 'EnterOnBottleMoved' AND NOT EXISTS (SELECT FROM ledger.entries e WHERE e.message_id = i.message_id)"
            )
        ).ShouldBe(0);

        await Eventually.Async(async () => await CountAsync("ledger.dead_letters") == 1, "it to be given up");
        await Eventually.Async(async () => (await shop.EntriesAsync()).Exists(e => e.Key == good.ToString()), "the other event");
        var dead = await shop.QueryLedgerAsync(db => db.Set<DeadLetter>().SingleAsync());
        (dead.Consumer, dead.Type, dead.Key, dead.Version, dead.Attempts).ShouldBe(
            (nameof(EnterOnBottleMoved), "shelf.bottle-moved.v1", bad.ToString(), 1, 5)
        );
        dead.Error.ShouldContain("The ink has run out.");
        Encoding.UTF8.GetString(dead.Payload).ShouldBe($$"""{"bottleId":"{{bad}}","step":1}""");
        (await shop.EntriesAsync()).ShouldNotContain(e => e.Key == bad.ToString());
    }

    [Fact]
    public async Task A_dead_letter_can_be_replayed()
    {
        await using var shop = await BuildShopAsync();
        var repair = shop.Services.GetRequiredService<MessagingRepair>();
        var bottle = Guid.CreateVersion7();
        var envelope = Envelope(bottle, 1);
        // Once together with the other handler, five times alone, once in the replay.
        shop.Trouble.FailuresLeft[bottle.ToString()] = 7;
        await Dispatcher(shop).DispatchAsync([envelope], default, default);
        (await CountAsync("ledger.dead_letters")).ShouldBe(1);

        (await repair.RetryAsync(envelope.Id, default)).Error!.Code.ShouldBe("replay_failed");
        (await CountAsync("ledger.dead_letters")).ShouldBe(1);
        (await repair.RetryAsync(envelope.Id, default)).Error.ShouldBeNull();

        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
        (await shop.EntriesAsync()).ShouldHaveSingleItem().MessageId.ShouldBe(envelope.Id);
        (await repair.RetryAsync(envelope.Id, default)).Error!.Code.ShouldBe("message_not_found");
    }

    [Fact]
    public async Task A_passing_failure_costs_nothing()
    {
        await using var shop = await StartShopAsync();
        var bottle = Guid.CreateVersion7();
        shop.Trouble.FailuresLeft[bottle.ToString()] = 2;
        await shop.MoveAsync(bottle, 4);

        await Eventually.Async(async () => (await shop.EntriesAsync()).Count == 4, "all four effects");
        (await shop.EntriesAsync()).Select(e => e.Version).ShouldBe([1, 2, 3, 4]);
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    [Fact]
    public async Task What_cannot_be_handled_is_put_aside_at_once_with_the_reason_and_holds_up_nothing()
    {
        await using var shop = await BuildShopAsync();
        var good = Envelope(Guid.CreateVersion7(), 1);
        var bad = new Dictionary<EventEnvelope, string>
        {
            [Bad() with { Data = "{\"bottleId\":"u8.ToArray() }] = "The payload is not a shelf.bottle-moved.v1",
            [Bad() with { Data = "{\"bottleId\":\"not a guid\",\"step\":1}"u8.ToArray() }] = "The payload is not a shelf.bottle-moved.v1",
            [Bad() with { Data = "null"u8.ToArray() }] = "The payload is null",
            [Bad() with { Defect = "ce_type is missing", Type = "" }] = "ce_type is missing",
            [Bad() with { Type = "shelf.bottle-broken.v1" }] = "event type shelf.bottle-broken.v1 is unknown here",
            [Bad() with { Type = "shelf.bottle-moved.v7" }] = "shelf.bottle-moved.v7 is not a version known here: shelf.bottle-moved.v1",
            [Bad() with { Topic = "cellar.events" }] = "shelf.bottle-moved.v1 belongs to shelf.events, not to cellar.events",
            [Bad() with { Data = new byte[EventEnvelope.MaxDataBytes + 1] }] = "the payload has 950001 bytes, more than 950000",
            [Bad() with { Key = "another key" }] = "the key is another key: its order would not hold",
            [Bad() with { Key = "nul \0 and half \ud800 a pair", TraceParent = "\0", Defect = "\0\ud800" }] = "\uFFFD",
        };

        await Dispatcher(shop).DispatchAsync([.. bad.Keys, good], default, default);

        (await shop.EntriesAsync()).ShouldHaveSingleItem().MessageId.ShouldBe(good.Id);
        (await CountAsync("ledger.inbox_messages")).ShouldBe(2);
        var dead = await shop.QueryLedgerAsync(db => db.Set<DeadLetter>().ToListAsync());
        foreach (var (envelope, reason) in bad)
        {
            // One of the module if none of its handlers could be chosen, else one of each handler.
            var letters = dead.Where(d => d.MessageId == envelope.Id).ToArray();
            letters.Length.ShouldBe(letters[0].Consumer == "ledger" ? 1 : 2);
            letters.ShouldAllBe(l => l.Error.Contains(reason) && l.Attempts < 2);
            letters[0].Payload.ShouldBe(envelope.Data.ToArray());
        }

        static EventEnvelope Bad() => Envelope(Guid.CreateVersion7(), 1);
    }

    [Fact]
    public async Task What_was_unknown_is_delivered_to_all_its_handlers_by_a_replay_once_it_is_known()
    {
        await using var shop = await BuildShopAsync();
        var envelope = Envelope(Guid.CreateVersion7(), 1) with { Type = "shelf.bottle-moved.v7" };
        await Dispatcher(shop).DispatchAsync([envelope], default, default);
        var repair = shop.Services.GetRequiredService<MessagingRepair>();
        (await repair.RetryAsync(envelope.Id, default)).Error!.Code.ShouldBe("replay_failed");

        // As a newer version of the host, which knows it, would see it.
        await ExecuteAsync("UPDATE ledger.dead_letters SET type = 'shelf.bottle-moved.v1'");
        (await repair.RetryAsync(envelope.Id, default)).Error.ShouldBeNull();

        (await shop.EntriesAsync()).ShouldHaveSingleItem().MessageId.ShouldBe(envelope.Id);
        (await CountAsync("ledger.inbox_messages")).ShouldBe(2);
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    [Fact]
    public async Task A_poison_event_holds_up_its_key_alone()
    {
        await using var shop = await BuildShopAsync();
        var (bad, good) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        shop.Trouble.FailuresLeft[bad.ToString()] = int.MaxValue;
        var handling = Dispatcher(shop).DispatchAsync([Envelope(bad, 1), Envelope(good, 1), Envelope(bad, 2), Envelope(good, 2)], default, default);

        await Eventually.Async(async () => (await shop.EntriesAsync()).Count(e => e.Key == good.ToString()) == 2, "the other key's events");
        handling.IsCompleted.ShouldBeFalse();
        shop.Trouble.Attempts[bad.ToString()].ShouldBeLessThan(5);
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);

        // The second of the key waits for the first to be given up, and is then handled: its version tells of the gap.
        await Eventually.Async(async () => await CountAsync("ledger.dead_letters WHERE version = 1") == 1, "the first to be given up");
        shop.Trouble.FailuresLeft.Clear();
        await handling;
        (await shop.EntriesAsync()).Where(e => e.Key == bad.ToString()).Select(e => e.Version).ShouldBe([2]);
    }

    [Fact]
    public async Task State_follows_versions_through_gaps_regressions_and_repetitions_that_the_inbox_has_forgotten()
    {
        await using var shop = await BuildShopAsync();
        var bottles = Enumerable.Range(0, 5).Select(_ => Guid.CreateVersion7()).ToArray();
        var events = bottles.SelectMany(b => new long[] { 1, 2, 4, 5, 7, 8 }.Select(v => Envelope(b, v))).ToArray();
        for (var i = 0; i < 10; i++)
        {
            await Dispatcher(shop).DispatchAsync(Shuffled(events, i), default, default);

            // Forgotten too early, as if the clean-up had been wrong or the replay older than anyone thought.
            await ExecuteAsync("DELETE FROM ledger.inbox_messages WHERE consumer = 'KeepLatestOnBottleMoved'");
        }

        var latest = await shop.QueryLedgerAsync(db => db.Latest.ToListAsync());
        latest.Select(l => (l.Key, l.Version, l.Step)).ShouldBe(bottles.Select(b => (b.ToString(), 8L, 8)), ignoreOrder: true);
    }

    private static InboxDispatcher Dispatcher(TestShop shop) => shop.Services.GetRequiredService<InboxDispatchers>().Of("ledger");

    private static EventEnvelope Envelope(Guid bottle, long version) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = bottle.ToString(),
            Version = version,
            Time = TimeProvider.System.GetUtcNow(),
            Data = Encoding.UTF8.GetBytes($$"""{"bottleId":"{{bottle}}","step":{{version}},"added":"later"}"""),
        };

    private static EventEnvelope[] Shuffled(EventEnvelope[] events, int seed)
    {
        var copy = events.ToArray();
        new Random(seed).Shuffle(copy);
        return copy;
    }
}

public sealed class EmbeddedInboxTests() : InboxTests(Broker.Embedded);

public sealed class KafkaInboxTests() : InboxTests(Broker.Kafka);
