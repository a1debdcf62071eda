using System.Diagnostics;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>A change and its events are one commit.</summary>
public sealed class OutboxWriteTests() : MessagingSuite(Broker.Embedded)
{
    [Fact]
    public async Task Each_event_takes_the_aggregates_next_version()
    {
        await using var shop = await BuildShopAsync();
        using var activity = new Activity("a change").SetIdFormat(ActivityIdFormat.W3C).Start();
        var id = Guid.CreateVersion7();
        await ChangeAsync(shop, id, b => b.Move(), b => b.Dust(), b => b.Move());
        await ChangeAsync(shop, id, b => b.Move());

        var rows = await shop.QueryAsync(db => db.Set<OutboxMessage>().OrderBy(m => m.Version).ToListAsync());
        rows.Select(r => r.Version).ShouldBe([1, 2, 3]);
        rows.ShouldAllBe(r => r.Key == id.ToString() && r.Type == "shelf.bottle-moved.v1" && r.TraceParent == activity.Id);
        rows.ShouldAllBe(r => r.Bucket == OutboxRows.BucketOf(r.Key) && r.Attempts == 0 && r.NextAttemptAt == null && r.ParkedAt == null);
        rows.Select(r => JsonSerializer.Deserialize<JsonElement>(r.Payload).GetProperty("step").GetInt32()).ShouldBe([1, 2, 3]);
        (await shop.QueryAsync(db => db.Bottles.SingleAsync())).EventVersion.ShouldBe(3);
    }

    [Fact]
    public async Task An_event_without_another_change_still_guards_the_row()
    {
        await using var shop = await BuildShopAsync();
        var id = Guid.CreateVersion7();
        await ChangeAsync(shop, id, b => b.Move());

        // Two have read the same state; both only tell something.
        await using var one = shop.Services.CreateAsyncScope();
        await using var two = shop.Services.CreateAsyncScope();
        var (first, second) = (one.ServiceProvider.GetRequiredService<ShelfDbContext>(), two.ServiceProvider.GetRequiredService<ShelfDbContext>());
        (await first.Bottles.SingleAsync()).TellAgain();
        (await second.Bottles.SingleAsync()).TellAgain();
        await first.SaveChangesAsync();
        await using (new RunningRelay(shop, shop.Transport))
        {
            // So that only the row's own token can tell, not the outbox's unique version.
            await OutboxIsEmptyAsync();
        }

        await Should.ThrowAsync<DbUpdateConcurrencyException>(() => second.SaveChangesAsync());
        (await CountAsync("shelf.outbox_messages")).ShouldBe(0);
    }

    [Fact]
    public async Task What_is_rolled_back_was_never_told()
    {
        await using var shop = await BuildShopAsync();
        await using var scope = shop.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
        await using (await db.Database.BeginTransactionAsync())
        {
            db.Bottles.Add(new Bottle(Guid.CreateVersion7())).Entity.Move();
            await db.SaveChangesAsync();
        }

        (await CountAsync("shelf.outbox_messages")).ShouldBe(0);
        (await CountAsync("shelf.bottles")).ShouldBe(0);
    }

    [Fact]
    public async Task The_relay_is_woken_by_the_commit_and_not_before()
    {
        await using var shop = await BuildShopAsync();
        var signal = shop.Services.GetRequiredService<OutboxSignals>().Of("shelf");
        await ChangeAsync(shop, Guid.CreateVersion7(), b => b.Move());
        (await signal.WaitAsync(TimeSpan.Zero, default)).ShouldBeTrue();

        await using var scope = shop.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync();
        db.Bottles.Add(new Bottle(Guid.CreateVersion7())).Entity.Move();
        await db.SaveChangesAsync();
        (await signal.WaitAsync(TimeSpan.Zero, default)).ShouldBeFalse();
        await transaction.CommitAsync();
        (await signal.WaitAsync(TimeSpan.Zero, default)).ShouldBeTrue();

        await ChangeAsync(shop, Guid.CreateVersion7(), b => b.Dust());
        (await signal.WaitAsync(TimeSpan.Zero, default)).ShouldBeFalse();
    }

    [Fact]
    public async Task Copied_rows_are_like_saved_ones()
    {
        await using var shop = await BuildShopAsync();
        var id = Guid.CreateVersion7();
        await ChangeAsync(shop, id, b => b.Move());
        await using (var connection = await shop.Shelf.OpenConnectionAsync())
        {
            var events = Enumerable.Range(2, 5000).Select(v => ((IIntegrationEvent)new BottleMoved(id, v), (long)v)).ToArray();
            await shop.Services.GetRequiredService<IOutboxWriter>().AppendAsync(connection, "shelf", events, default);
        }

        var rows = await shop.QueryAsync(db => db.Set<OutboxMessage>().OrderBy(m => m.Version).ToListAsync());
        rows.Count.ShouldBe(5001);
        var (saved, copied) = (rows[0], rows[1]);
        (copied.Key, copied.Type, copied.Bucket, copied.Attempts, copied.TraceParent).ShouldBe((saved.Key, saved.Type, saved.Bucket, 0, null));
        copied.Payload.ShouldBe(saved.Payload.Replace("\"step\":1", "\"step\":2", StringComparison.Ordinal));
        copied.Sequence.ShouldBeGreaterThan(saved.Sequence);
    }

    [Theory]
    [InlineData("", 25)]
    [InlineData("0190a1b2-c3d4-7000-8000-000000000001", 30)]
    [InlineData("Flasche №7", 11)]
    public void A_keys_bucket_never_changes(string key, short bucket) => OutboxRows.BucketOf(key).ShouldBe(bucket);

    [Fact]
    public void Keys_spread_over_all_buckets() =>
        Enumerable
            .Range(0, 3200)
            .GroupBy(_ => OutboxRows.BucketOf(Guid.CreateVersion7().ToString()))
            .ShouldSatisfyAllConditions(b => b.Count().ShouldBe(MessagingTables.Buckets), b => b.Min(g => g.Count()).ShouldBeGreaterThan(50));

    private static async Task ChangeAsync(TestShop shop, Guid id, params Action<Bottle>[] changes)
    {
        await using var scope = shop.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
        var bottle = await db.Bottles.FindAsync(id) ?? db.Bottles.Add(new Bottle(id)).Entity;
        Array.ForEach(changes, change => change(bottle));
        await db.SaveChangesAsync();
    }
}
