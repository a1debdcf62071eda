using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What happens to consumers when the group, the brokers or the host itself change under them.</summary>
public sealed class KafkaGroupTests() : MessagingSuite(Broker.Kafka)
{
    private const int FetchApi = 1;
    private const int OffsetCommitApi = 8;
    private const int HeartbeatApi = 12;
    private const int NotLeader = 6;
    private const int RequestTimedOut = 7;
    private const int CoordinatorNotAvailable = 15;
    private const int RebalanceInProgress = 27;

    [Fact]
    public async Task A_rebalance_in_the_middle_of_a_handler_neither_loses_nor_doubles()
    {
        var bottles = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var one = await StartShopAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        one.Trouble.Gate = release.Task;
        foreach (var bottle in bottles)
        {
            await one.MoveAsync(bottle, 2);
        }

        await Eventually.Async(() => !one.Trouble.Attempts.IsEmpty, "a handler to be in the middle of its work");
        await using var two = await StartShopAsync();

        // It has joined once its reader sees what there is; the group's new assignment waits for the handler.
        await Eventually.Async(() => two.Window.Seen.Count == 24, "the second to be there");
        release.SetResult();

        await Eventually.Async(async () => (await one.EntriesAsync()).Count >= 24, "all effects");
        await one.MoveAsync(bottles[0]);
        await Eventually.Async(async () => (await one.EntriesAsync()).Count >= 25, "one more, behind all repetitions");
        var entries = await one.EntriesAsync();
        entries.Select(e => e.MessageId).ShouldBeUnique();
        bottles.Skip(1).ShouldAllBe(b => entries.Where(e => e.Key == b.ToString()).Select(e => e.Version).SequenceEqual(new long[] { 1, 2 }));
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    [Fact]
    public async Task A_host_that_stops_finishes_what_is_in_hand_and_leaves_the_rest_unread()
    {
        var bottles = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var one = await StartShopAsync();
        one.Trouble.Gate = release.Task;
        foreach (var bottle in bottles)
        {
            await one.MoveAsync(bottle);
        }

        await Eventually.Async(() => !one.Trouble.Attempts.IsEmpty, "a handler to begin");
        var stopping = one.DisposeAsync().AsTask();
        stopping.IsCompleted.ShouldBeFalse();
        release.SetResult();
        await stopping;
        var finished = await CountAsync("ledger.entries");
        finished.ShouldBeGreaterThan(0);

        await using var two = await StartShopAsync();
        await Eventually.Async(async () => await CountAsync("ledger.entries") == bottles.Length, "the rest, by the next");
        two.Trouble.Attempts.Count.ShouldBe(bottles.Length - (int)finished);
    }

    [Fact]
    public async Task A_consumer_that_cannot_keep_up_pauses_and_goes_on_where_it_paused()
    {
        const int Events = 2600;
        await using var shop = await StartShopAsync();
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Trouble.Gate = release.Task;
        var bottle = Guid.CreateVersion7();
        var envelopes = Enumerable.Range(1, Events).Select(v => Envelope(bottle, v)).ToArray();
        (await shop.Transport.PublishAsync(envelopes, default)).ShouldAllBe(f => f == null);

        var lags = shop.Services.GetRequiredService<ConsumerLags>();
        await Eventually.Async(() => lags.Read().Any(l => l is { Module: "ledger", Topic: "shelf.events", Events: Events }), "the lag to show");
        release.SetResult();

        await Eventually.Async(async () => await CountAsync("ledger.entries") == Events, "all of them", TimeSpan.FromSeconds(90));
        (await shop.EntriesAsync()).Select(e => e.Version).ShouldBe(Enumerable.Range(1, Events).Select(v => (long)v));
        await Eventually.Async(() => lags.Read().All(l => l.Events == 0), "the lag to be gone");
    }

    [Fact]
    public async Task Leaders_change_brokers_fail_and_every_request_kind_errs_without_a_trace_in_the_effects()
    {
        using var cluster = new MockKafka(brokers: 3);
        cluster.CreateTopic("shelf.events", partitions: 4, replicas: 3);
        var settings = cluster.HostSettings.ToDictionary(s => s.Key.Replace("__", ":", StringComparison.Ordinal), s => s.Value);
        var bottles = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var shop = await TestShop.StartAsync(Database, settings);
        await using var other = await TestShop.StartAsync(Database, settings);
        await using var recorder = new TopicRecorder(shop.Transport);
        for (var round = 0; round < 6; round++)
        {
            foreach (var bottle in bottles)
            {
                await shop.MoveAsync(bottle);
            }

            for (var partition = 0; partition < 4; partition++)
            {
                cluster.SetLeader("shelf.events", partition, 1 + ((partition + round) % 3));
            }

            cluster.FailNext(FetchApi, NotLeader, RequestTimedOut);
            cluster.FailNext(0, NotLeader, RequestTimedOut);
            cluster.FailNext(OffsetCommitApi, CoordinatorNotAvailable, RequestTimedOut);
            cluster.FailNext(HeartbeatApi, RebalanceInProgress);
            if (round is 2 or 4)
            {
                cluster.TakeDown(1 + (round / 2));
                cluster.BringUp(1 + (round / 2));
            }
        }

        await Eventually.Async(async () => (await shop.EntriesAsync()).Count >= 60, "all effects", TimeSpan.FromSeconds(90));
        await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == 6), "all arrivals");
        var violations = TestKit.Invariants.EventInvariants.Deliveries(
            await TestKit.Invariants.EventInvariants.CommittedAsync(Database, "shelf"),
            recorder.ToArrivals()
        );
        violations.ShouldBeEmpty();
        var entries = await shop.EntriesAsync();
        entries.Select(e => e.MessageId).ShouldBeUnique();
        bottles.ShouldAllBe(b => entries.Where(e => e.Key == b.ToString()).Select(e => e.Version).SequenceEqual(new long[] { 1, 2, 3, 4, 5, 6 }));
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    private static EventEnvelope Envelope(Guid bottle, long version) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = bottle.ToString(),
            Version = version,
            Time = TimeProvider.System.GetUtcNow(),
            Data = Encoding.UTF8.GetBytes($$"""{"bottleId":"{{bottle}}","step":{{version}}}"""),
        };
}
