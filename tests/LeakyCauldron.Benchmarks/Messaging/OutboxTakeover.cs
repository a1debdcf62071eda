using System.Diagnostics;
using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>Two relays in processes of their own; one is killed, and what it owned must be sent by the other.</summary>
internal sealed class OutboxTakeover : IBenchmark
{
    private const double Goal = 5;
    private const int Tries = 3;

    public string Name => "outbox-takeover";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        using var kafka = new MockKafka();
        var (shop, postgres) = await ParcelShop.CreateAsync(bench, kafka);
        await using var _shop = shop;
        await using var steady = Launch(postgres, kafka);
        var seconds = new List<double>();
        for (var round = 0; round < bench.Size(Tries, 1); round++)
        {
            await using var victim = Launch(postgres, kafka);
            await Eventually.Async(async () => await OwnersAsync(shop) == 2, "both to own their share");
            await victim.KillAsync();
            var killed = Stopwatch.GetTimestamp();
            await shop.FillAsync(1000);
            await Eventually.Async(async () => await shop.UnsentAsync() == 0, "the outbox to be empty");
            seconds.Add(Stopwatch.GetElapsedTime(killed).TotalSeconds);
        }

        var median = Stats.Median(seconds);
        return [new(Name, "takeover after kill −9", "s", median, LessIsBetter: true) { Goal = "≤ 5 s", Met = seconds.Max() <= Goal }];
    }

    private static DotnetProcess Launch(string postgres, MockKafka kafka) =>
        DotnetProcess.Start(typeof(OutboxTakeover).Assembly.Location, ["relay", postgres, kafka.BootstrapServers], new Dictionary<string, string?>());

    private static async Task<long> OwnersAsync(ParcelShop shop)
    {
        await using var command = shop.Database.CreateCommand(
            "SELECT count(DISTINCT l.owner) FROM parcels.outbox_leases l JOIN parcels.outbox_relays r ON r.id = l.owner WHERE r.expires_at > now()"
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
