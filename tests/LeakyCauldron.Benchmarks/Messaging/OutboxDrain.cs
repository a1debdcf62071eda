using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>A full outbox, a broker that takes all: events a second until the table is empty.</summary>
internal sealed class OutboxDrain : IBenchmark
{
    private const double Goal = 20_000;

    public string Name => "outbox-drain";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        using var kafka = new MockKafka();
        var (shop, _) = await ParcelShop.CreateAsync(bench, kafka);
        await using var _shop = shop;
        var events = bench.Size(100_000, 20_000);
        await shop.FillAsync(events / 10);
        await Draining.OursAsync(shop);
        var (ours, floor) = (new List<double>(), new List<double>());
        for (var round = 0; round < bench.Rounds; round++)
        {
            await shop.FillAsync(events);
            ours.Add(events / await Draining.OursAsync(shop));
            await shop.FillFloorAsync(events);
            floor.Add(events / await Draining.FloorAsync(shop.Database, kafka.BootstrapServers));
        }

        var rate = Stats.Median(ours);
        return
        [
            new(Name, $"outbox drain, {events:#,0} events", "events/s", rate)
            {
                FloorName = "F4",
                FloorValue = Stats.Median(floor),
                Goal = "≥ 20,000/s",
                Met = rate >= Goal,
                Memory = CpuMeter.MemoryOf(Environment.ProcessId),
            },
        ];
    }
}
