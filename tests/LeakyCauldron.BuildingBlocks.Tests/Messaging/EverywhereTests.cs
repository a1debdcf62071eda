using System.Security.Cryptography;
using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>Readers that every process has.</summary>
public abstract class EverywhereTests(Broker broker) : MessagingSuite(broker)
{
    [Fact]
    public async Task Every_process_sees_every_event_and_the_group_handles_each_once()
    {
        await using var one = await StartShopAsync();
        await using var two = await StartShopAsync();
        var bottles = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var bottle in bottles)
        {
            await one.MoveAsync(bottle, 2);
            await two.MoveAsync(bottle);
        }

        await Eventually.Async(() => new[] { one, two }.All(s => s.Window.Seen.Select(e => e.Id).Distinct().Count() == 30), "both to see all");
        await Eventually.Async(async () => (await one.EntriesAsync()).Count == 30, "each to be handled");
        var entries = await one.EntriesAsync();
        entries.Select(e => e.MessageId).ShouldBeUnique();
        bottles.ShouldAllBe(b => entries.Where(e => e.Key == b.ToString()).Select(e => e.Version).SequenceEqual(new long[] { 1, 2, 3 }));
        foreach (var shop in new[] { one, two })
        {
            bottles.ShouldAllBe(b =>
                shop.Window.Seen.Where(e => e.Key == b.ToString()).Select(e => e.Version).Distinct().SequenceEqual(new long[] { 1, 2, 3 })
            );
        }
    }

    [Fact]
    public async Task A_reader_resumes_from_the_position_it_kept()
    {
        var bottle = Guid.CreateVersion7();
        StreamPosition? kept;
        await using (var before = await StartShopAsync())
        {
            await before.MoveAsync(bottle, 5);
            await Eventually.Async(() => before.Window.Seen.Count == 5, "the first life to see five");
            kept = before.Window.Position;
        }

        await using var after = TestShop.Build(Database, Settings);
        await after.MoveAsync(bottle, 3);
        after.Window.Position = kept;
        await after.StartAsync();

        await Eventually.Async(() => after.Window.Seen.Count >= 3, "the second life to see the rest");
        after.Window.Seen.Select(e => e.Version).ShouldBe([6, 7, 8]);
    }

    [Fact]
    public async Task A_reader_without_a_position_begins_at_the_end()
    {
        await using (var before = await StartShopAsync())
        {
            await before.MoveAsync(Guid.CreateVersion7(), 5);
            await Eventually.Async(() => before.Window.Seen.Count == 5, "five to be there");
        }

        await using var after = TestShop.Build(Database, Settings);
        after.Window.Position = null;
        await after.StartAsync();
        await Eventually.Async(() => after.Window.Started.Task.IsCompleted, "the reader to start");
        var bottle = Guid.CreateVersion7();
        await Eventually.Async(
            async () =>
            {
                await after.MoveAsync(bottle);
                return !after.Window.Seen.IsEmpty;
            },
            "something new"
        );

        after.Window.Seen.ShouldAllBe(e => e.Key == bottle.ToString());
    }

    [Fact]
    public async Task A_batch_that_failed_comes_again()
    {
        await using var shop = await StartShopAsync();
        shop.Window.FailuresLeft = 2;
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle, 3);

        await Eventually.Async(() => shop.Window.Seen.Count == 3, "all three");
        shop.Window.Seen.Select(e => e.Version).ShouldBe([1, 2, 3]);
        shop.Window.FailuresLeft.ShouldBe(0);
    }

    [Fact]
    public async Task A_reader_that_fell_behind_what_is_kept_makes_its_state_anew_and_says_so()
    {
        var bottle = Guid.CreateVersion7();
        StreamPosition? kept;
        await using (var before = await StartShopAsync())
        {
            await before.MoveAsync(bottle, 3);
            await Eventually.Async(() => before.Window.Seen.Count == 3, "the first life to see three");
            kept = before.Window.Position;
        }

        await using var after = await BuildShopAsync();
        await ForgetAsync(after.Transport, bottle);
        after.Window.Position = kept;
        await BeginsAnewAsync(after);
        after.Window.Seen.ShouldNotContain(e => e.Key == bottle.ToString());
    }

    [Fact]
    public async Task A_reader_from_a_topic_that_is_no_more_makes_its_state_anew()
    {
        await using var shop = await BuildShopAsync();
        await shop.MoveAsync(Guid.CreateVersion7());
        shop.Window.Position = new(Enumerable.Range(0, 4).ToDictionary(p => p, _ => 1000L));
        await BeginsAnewAsync(shop);
    }

    /// <summary>More is written behind the reader's back, and what it has not seen is trimmed.</summary>
    private protected abstract Task ForgetAsync(IEventTransport transport, Guid bottle);

    private protected static EventEnvelope[] Heavy(Guid bottle, int count, int size) =>
        [
            .. Enumerable
                .Range(4, count)
                .Select(v => new EventEnvelope
                {
                    Id = Guid.CreateVersion7(),
                    Type = "shelf.bottle-moved.v1",
                    Topic = "shelf.events",
                    Key = bottle.ToString(),
                    Version = v,
                    Time = TimeProvider.System.GetUtcNow(),
                    Data = Encoding.UTF8.GetBytes(
                        $$"""{"bottleId":"{{bottle}}","step":{{v}},"ballast":"{{Convert.ToBase64String(RandomNumberGenerator.GetBytes(size))}}"}"""
                    ),
                }),
        ];

    private static async Task BeginsAnewAsync(TestShop shop)
    {
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Window.RebuildGate = release.Task;
        await shop.StartAsync();
        var health = shop.Services.GetRequiredService<MessagingHealth>();
        await Eventually.Async(
            async () => (await health.ReadAsync(default)).Rebuilding is ["Window on shelf.events"],
            "the gap to be seen",
            TimeSpan.FromMinutes(1)
        );
        release.SetResult();
        await Eventually.Async(async () => (await health.ReadAsync(default)).Rebuilding.Count == 0, "the gap to be closed");
        shop.Window.Rebuilt.ShouldBe(1);
        var fresh = Guid.CreateVersion7();
        await shop.MoveAsync(fresh);
        await Eventually.Async(() => shop.Window.Seen.Any(e => e.Key == fresh.ToString()), "what comes from now on");
        shop.Window.Rebuilt.ShouldBe(1);
    }
}

public sealed class EmbeddedEverywhereTests() : EverywhereTests(Broker.Embedded)
{
    private protected override async Task ForgetAsync(IEventTransport transport, Guid bottle)
    {
        (await transport.PublishAsync(Heavy(bottle, 3, 10), default)).ShouldAllBe(f => f == null);
        await ExecuteAsync("DELETE FROM host.event_log WHERE position < (SELECT max(position) FROM host.event_log)");
    }
}

public sealed class KafkaEverywhereTests() : EverywhereTests(Broker.Kafka)
{
    /// <summary>The mock keeps the newest 5 MiB of a partition.</summary>
    private protected override async Task ForgetAsync(IEventTransport transport, Guid bottle) =>
        (await transport.PublishAsync(Heavy(bottle, 12, 600_000), default)).ShouldAllBe(f => f == null);
}
