using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>What a long outage leaves behind, with a consumer that reads along.</summary>
internal sealed class OutboxBacklog : IBenchmark
{
    private const double Goal = 90;

    public string Name => "outbox-backlog";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        using var kafka = new MockKafka();
        var (shop, _) = await ParcelShop.CreateAsync(bench, kafka);
        await using var _shop = shop;
        var events = bench.Size(1_000_000, 50_000);
        await shop.FillAsync(events);
        using var stop = new CancellationTokenSource();
        var read = 0L;
        var reading = shop.Transport.ConsumeGroupAsync("bench", ["parcels.events"], CountAsync, stop.Token);
        var took = await Draining.OursAsync(shop);
        await stop.CancelAsync();
        await reading;
        var rate = events / took;
        return
        [
            new(Name, $"backlog of {events:#,0} events", "s", took, LessIsBetter: true)
            {
                Goal = "1,000,000 in ≤ 90 s",
                Met = 1_000_000 / rate <= Goal,
                Memory = CpuMeter.MemoryOf(Environment.ProcessId),
                Note =
                    $"{rate:#,0} events/s; {read:#,0} read meanwhile by a live consumer (the mock broker keeps 5 MiB a partition: what it has let go was acknowledged)",
            },
        ];

        Task CountAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
        {
            Interlocked.Add(ref read, batch.Count);
            return Task.CompletedTask;
        }
    }
}
