using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Embedded;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

public sealed class EventLogTests() : MessagingSuite(Broker.Embedded)
{
    [Fact]
    public async Task Positions_follow_commit_order()
    {
        await using var shop = await BuildShopAsync();
        var log = shop.Services.GetRequiredService<EventLog>();
        var sent = new ConcurrentBag<Guid>();
        var appending = Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(async _ =>
                {
                    for (var i = 0; i < 25; i++)
                    {
                        var events = Enumerable.Range(0, 1 + (i % 4)).Select(_ => Envelope()).ToArray();
                        await log.AppendAsync("shelf.events", events, default);
                        Array.ForEach(events, e => sent.Add(e.Id));
                    }
                })
        );

        // A reader that never looks back misses nothing, for nothing appears behind what it has seen.
        var seen = new List<LoggedEvent>();
        var reading = true;
        while (reading)
        {
            reading = !appending.IsCompleted;
            var next = seen.Count == 0 ? 0 : seen[^1].Position + 1;
            seen.AddRange(await log.ReadAsync("shelf.events", next, 50, default));
            reading |= seen.Count > 0 && seen[^1].Position >= next;
        }

        await appending;
        seen.Select(e => e.Envelope.Id).Order().ShouldBe(sent.Order());
        seen.Select(e => e.Position).ShouldBe(Enumerable.Range(0, seen.Count).Select(p => (long)p));
        (await log.EndsAsync(["shelf.events"], default))["shelf.events"].ShouldBe(seen.Count);
    }

    [Fact]
    public async Task A_message_sent_twice_is_stored_once()
    {
        await using var shop = await BuildShopAsync();
        var log = shop.Services.GetRequiredService<EventLog>();
        var (one, two, three) = (Envelope(), Envelope(), Envelope());
        await log.AppendAsync("shelf.events", [one, two], default);

        (await log.AppendAsync("shelf.events", [one, two, three], default)).ShouldBe(3);

        (await log.ReadAsync("shelf.events", 0, 10, default)).Select(e => e.Envelope.Id).ShouldBe([one.Id, two.Id, three.Id]);
    }

    [Fact]
    public async Task Trimming_spares_what_is_unread_and_the_newest()
    {
        await using var shop = await BuildShopAsync();
        var log = shop.Services.GetRequiredService<EventLog>();
        await log.AppendAsync("shelf.events", [.. Enumerable.Range(0, 10).Select(_ => Envelope())], default);
        (await log.TrimAsync("shelf.events", TimeSpan.FromDays(7), 100, default)).ShouldBe(0);
        await ExecuteAsync("UPDATE host.event_log SET logged_at = logged_at - interval '8 days'");
        await ExecuteAsync("INSERT INTO host.consumer_offsets (group_name, topic, next) VALUES ('ledger', 'shelf.events', 4)");

        (await log.TrimAsync("shelf.events", TimeSpan.FromDays(7), 3, default)).ShouldBe(3);
        (await log.TrimAsync("shelf.events", TimeSpan.FromDays(7), 100, default)).ShouldBe(1);
        await ExecuteAsync("UPDATE host.consumer_offsets SET next = 10");
        (await log.TrimAsync("shelf.events", TimeSpan.FromDays(7), 100, default)).ShouldBe(5);

        (await log.AppendAsync("shelf.events", [Envelope()], default)).ShouldBe(11);
    }

    private static EventEnvelope Envelope() =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = "k",
            Version = 1,
            Time = TimeProvider.System.GetUtcNow(),
            Data = "{}"u8.ToArray(),
        };
}
