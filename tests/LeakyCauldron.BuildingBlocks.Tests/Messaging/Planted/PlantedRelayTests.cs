using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Invariants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Planted;

/// <summary>
/// The same bad day for every relay: a transaction that commits late, rows inserted against their order, a key that is refused, an answer that gets lost, slow calls. The
/// real one comes through; each sketch is caught by the invariants.
/// </summary>
public sealed class PlantedRelayTests() : MessagingSuite(Broker.Embedded)
{
    [Fact]
    public async Task The_real_relay_comes_through()
    {
        var violations = await BadDayAsync(
            (shop, transport) =>
                new RunningRelay(
                    shop,
                    transport,
                    new OutboxOptions
                    {
                        FirstRetry = TimeSpan.FromMilliseconds(20),
                        LongestRetry = TimeSpan.FromMilliseconds(50),
                        MaxAttempts = 1000,
                    }
                ),
            sound: true
        );

        violations.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(typeof(ReadsByCursor), "waiting:")]
    [InlineData(typeof(DeletesBeforeItPublishes), "lost:")]
    [InlineData(typeof(IgnoresTheBrokersAnswer), "lost:")]
    [InlineData(typeof(TrustsTheOrderOfInsertion), "order:")]
    [InlineData(typeof(OvertakesWhatFailed), "order:")]
    [InlineData(typeof(StopsAtTheFirstFailure), "waiting:")]
    [InlineData(typeof(SkipsLockedRows), "order:")]
    [InlineData(typeof(PurgesByAge), "lost:")]
    [InlineData(typeof(MakesANewIdForEachAttempt), "ambiguous:")]
    public async Task A_planted_bug_is_caught(Type sketch, string violation)
    {
        var violations = await BadDayAsync(
            (shop, transport) =>
            {
                var relay = (SketchRelay)Activator.CreateInstance(sketch)!;
                typeof(SketchRelay).GetProperty(nameof(SketchRelay.Shop))!.SetValue(relay, shop);
                typeof(SketchRelay).GetProperty(nameof(SketchRelay.Transport))!.SetValue(relay, transport);
                return relay.Start();
            },
            sound: false
        );

        violations.ShouldContain(v => v.StartsWith(violation, StringComparison.Ordinal), string.Join('\n', violations));
    }

    /// <summary>A relay may be as good as it likes: an event written beside the transaction of its change tells of what never was.</summary>
    [Fact]
    public async Task An_event_written_outside_the_transaction_is_caught()
    {
        await using var shop = await BuildShopAsync();
        var bottle = Guid.CreateVersion7();
        await using (var scope = shop.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            db.Bottles.Add(new Bottle(bottle));
            await db.SaveChangesAsync();
            await using var other = await shop.Shelf.OpenConnectionAsync();
            await shop.Services.GetRequiredService<IOutboxWriter>().AppendAsync(other, "shelf", [(new BottleMoved(bottle, 1), 1)], default);
        }

        await using var recorder = new TopicRecorder(shop.Transport);
        await using var relay = new RunningRelay(shop, shop.Transport);
        await Eventually.Async(() => recorder.Arrived.Count == 1, "the ghost");

        EventInvariants
            .Deliveries(await EventInvariants.CommittedAsync(Database, "shelf"), recorder.ToArrivals())
            .ShouldHaveSingleItem()
            .ShouldStartWith("ghost:");
    }

    private async Task<IReadOnlyList<string>> BadDayAsync(Func<TestShop, IEventTransport, IAsyncDisposable> start, bool sound)
    {
        await using var shop = await BuildShopAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        var (refused, late, reversed, plain) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var refusals = 6;
        var answersLost = 0;
        var transport = new FaultyTransport(shop.Transport)
        {
            Before = async batch =>
            {
                // The first version of a key is slow, so that whoever may overtake does.
                using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(batch.Any(e => e.Version == 1) ? 60 : 5));
                await timer.WaitForNextTickAsync();
            },
            After = _ => Interlocked.Increment(ref answersLost) is 1 or 4 ? throw new IOException("The answer got lost.") : Task.CompletedTask,
            Refuses = e => e.Key == refused.ToString() && (!sound || Interlocked.Decrement(ref refusals) > 0) && e.Version == 1,
        };

        await using var scope = shop.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
        await using var open = await db.Database.BeginTransactionAsync();
        db.Bottles.Add(new Bottle(late)).Entity.Move();
        await db.SaveChangesAsync();
        await shop.MoveAsync(refused, 3);
        await shop.MoveAsync(plain, 6);
        await InsertReversedAsync(shop, reversed, 6);
        await using (start(shop, transport))
        await using (start(shop, transport))
        {
            await RestsAsync(() => transport.Asked.Count);
            await open.CommitAsync();
            await shop.MoveAsync(plain, 2);
            if (!sound)
            {
                await RestsAsync(() => transport.Asked.Count);
                return await ViolationsAsync(recorder, refused);
            }

            await Eventually.Async(async () => (await ViolationsAsync(recorder, null)).Count == 0, "no violations");
        }

        return await ViolationsAsync(recorder, null);
    }

    /// <summary>What is refused for ever may wait; nothing else may.</summary>
    private async Task<IReadOnlyList<string>> ViolationsAsync(TopicRecorder recorder, Guid? refused)
    {
        var atRest = await EventInvariants.AtRestAsync(Database, "shelf");
        var committed = await EventInvariants.CommittedAsync(Database, "shelf");
        var waiting = atRest.Where(v => refused is null || !v.Contains(refused.ToString()!, StringComparison.Ordinal));
        var stillThere =
            refused is not null && atRest.Any(v => v.Contains(refused.ToString()!, StringComparison.Ordinal)) ? $"lost: {refused}" : "none";
        var deliveries = EventInvariants.Deliveries(committed, recorder.ToArrivals());
        return [.. waiting, .. deliveries.Where(v => !v.StartsWith(stillThere, StringComparison.Ordinal))];
    }

    /// <summary>Until the outbox is empty, or nothing has changed in it for a second while the relay goes on trying.</summary>
    private async Task RestsAsync(Func<int> asked)
    {
        var (count, since) = (-1L, 0);
        await Eventually.Async(
            async () =>
            {
                var now = await CountAsync("shelf.outbox_messages");
                since = now == count ? since + 1 : 0;
                count = now;
                return count == 0 || (since > 15 && asked() > 0);
            },
            "the outbox to rest"
        );
    }

    private static async Task InsertReversedAsync(TestShop shop, Guid bottle, int events)
    {
        await using var connection = await shop.Shelf.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = new Npgsql.NpgsqlCommand("INSERT INTO shelf.bottles (id, steps, event_version) VALUES ($1, $2, $2)", connection)
        {
            Parameters =
            {
                new() { Value = bottle },
                new() { Value = events },
            },
        };
        await insert.ExecuteNonQueryAsync();
        var rows = Enumerable.Range(1, events).Reverse().Select(v => ((IIntegrationEvent)new BottleMoved(bottle, v), (long)v)).ToArray();
        await shop.Services.GetRequiredService<IOutboxWriter>().AppendAsync(connection, "shelf", rows, default);
        await transaction.CommitAsync();
    }
}
