using System.Collections.Concurrent;
using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.TestKit.Kafka;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>From the return of a commit to the broker's acknowledgement, at 500 commits a second.</summary>
internal sealed class CommitLatency : IBenchmark
{
    private const int PerSecond = 500;
    private const int Writers = 10;
    private const double Goal = 100;

    public string Name => "outbox-latency";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        using var kafka = new MockKafka();
        var (shop, _) = await ParcelShop.CreateAsync(bench, kafka);
        await using var _shop = shop;
        var stamped = new StampedTransport(shop.Transport);
        using var stop = new CancellationTokenSource();
        using var relay = shop.Relay(stamped);
        var running = relay.RunAsync(stop.Token);
        await WriteAsync(shop, TimeSpan.FromSeconds(1));
        stamped.Acknowledged.Clear();
        var committed = await WriteAsync(shop, bench.Each * 2);
        await Eventually.Async(() => committed.Keys.All(stamped.Acknowledged.ContainsKey), "all to be acknowledged");
        await stop.CancelAsync();
        await running;

        // The relay may be faster than the writer hears of its own commit.
        var latencies = committed.Select(c => Math.Max(0, Stopwatch.GetElapsedTime(c.Value, stamped.Acknowledged[c.Key]).TotalMilliseconds)).ToList();
        var sample = Stats.Of(latencies, bench.Each * 2);
        return
        [
            new(Name, "commit to broker at 500 events/s, p99", "ms", sample.P99, LessIsBetter: true)
            {
                Ours = sample,
                Goal = "p99 ≤ 100 ms",
                Met = sample.P99 <= Goal,
                Note = $"{sample.PerSecond:#,0} commits/s were reached",
            },
        ];
    }

    /// <summary>When each was committed, by the aggregate.</summary>
    private static async Task<ConcurrentDictionary<string, long>> WriteAsync(ParcelShop shop, TimeSpan duration)
    {
        var committed = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(async _ =>
                {
                    using var timer = new PeriodicTimer(TimeSpan.FromSeconds((double)Writers / PerSecond));
                    while (Stopwatch.GetElapsedTime(started) < duration && await timer.WaitForNextTickAsync(CancellationToken.None))
                    {
                        await using var scope = shop.Services.CreateAsyncScope();
                        var db = scope.ServiceProvider.GetRequiredService<ParcelDbContext>();
                        var parcel = db.Parcels.Add(new Parcel(Guid.CreateVersion7())).Entity;
                        parcel.Move("a label");
                        await db.SaveChangesAsync();
                        committed[parcel.Id.ToString()] = Stopwatch.GetTimestamp();
                    }
                })
        );
        return committed;
    }

    private sealed class StampedTransport(IEventTransport inner) : IEventTransport
    {
        public ConcurrentDictionary<string, long> Acknowledged { get; } = new(StringComparer.Ordinal);

        public string Name => inner.Name;

        public async Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct)
        {
            var failures = await inner.PublishAsync(envelopes, ct);
            var now = Stopwatch.GetTimestamp();
            foreach (var (envelope, failure) in envelopes.Zip(failures))
            {
                if (failure is null)
                {
                    Acknowledged.TryAdd(envelope.Key, now);
                }
            }

            return failures;
        }

        public Task ConsumeGroupAsync(
            string group,
            IReadOnlyList<string> topics,
            Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
            CancellationToken ct
        ) => inner.ConsumeGroupAsync(group, topics, handle, ct);

        public Task ConsumeFromAsync(
            string topic,
            StreamPosition? from,
            Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
            CancellationToken ct
        ) => inner.ConsumeFromAsync(topic, from, handle, ct);

        public Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct) => inner.EndOfAsync(topic, ct);
    }
}
