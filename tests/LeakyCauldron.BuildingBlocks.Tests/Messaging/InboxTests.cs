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
        (await CountAsync("ledger.inbox_messages")).ShouldBe(events.Length);
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
        (await CountAsync($"ledger.inbox_messages i WHERE NOT EXISTS (SELECT FROM ledger.entries e WHERE e.message_id = i.message_id)")).ShouldBe(0);

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
        shop.Trouble.FailuresLeft[bottle.ToString()] = 6;
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
    public async Task What_cannot_be_read_is_put_aside_at_once_and_what_nobody_wants_is_passed_over()
    {
        await using var shop = await BuildShopAsync();
        var good = Envelope(Guid.CreateVersion7(), 1);
        var garbage = Envelope(Guid.CreateVersion7(), 1) with { Data = "{\"bottleId\":"u8.ToArray() };
        var wrong = Envelope(Guid.CreateVersion7(), 1) with { Data = "{\"bottleId\":\"not a guid\",\"step\":1}"u8.ToArray() };
        var defect = Envelope(Guid.CreateVersion7(), 1) with { Defect = "ce_type is missing" };
        var unknown = Envelope(Guid.CreateVersion7(), 1) with { Type = "shelf.bottle-broken.v7" };

        await Dispatcher(shop).DispatchAsync([garbage, wrong, defect, unknown, good], default, default);

        (await shop.EntriesAsync()).ShouldHaveSingleItem().MessageId.ShouldBe(good.Id);
        var dead = await shop.QueryLedgerAsync(db => db.Set<DeadLetter>().ToListAsync());
        dead.Select(d => d.MessageId).ShouldBe([garbage.Id, wrong.Id, defect.Id], ignoreOrder: true);
        dead.Single(d => d.MessageId == defect.Id)
            .ShouldSatisfyAllConditions(d => d.Error.ShouldBe("ce_type is missing"), d => d.Consumer.ShouldBe("ledger"));
        dead.Single(d => d.MessageId == garbage.Id).Payload.ShouldBe(garbage.Data.ToArray());
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
