using System.Collections.Concurrent;
using System.Diagnostics;
using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>Sixteen guests from an empty cart to a confirmed order, beside the bare writes in one transaction.</summary>
internal sealed class Checkout : IBenchmark
{
    private const int Shoppers = 16;

    public string Name => "checkout";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var skus = new List<string>();
        for (var i = 0; i < Shoppers; i++)
        {
            skus.Add(await shop.NewProductAsync(100_000));
        }

        await using var floor = await Floor.StartAsync(bench);
        var load = new HttpLoad(shop.Address, shop.ProcessId, Shoppers);
        var against = new HttpLoad(floor.Address, floor.ProcessId, Shoppers);
        var bare = RawClient.Request("POST", "/f3");
        var placing = new ConcurrentBag<double>();
        var (ours, least) = await Stats.AlternateAsync(
            bench.Rounds,
            bench.Each,
            each =>
            {
                placing.Clear();
                return load.RunAsync(each, client => http => Order(http, skus[client], placing));
            },
            each => against.RunAsync(each, (_, _) => bare)
        );
        var placed = Stats.Of([.. placing], bench.Each);
        return
        [
            new(Name, "checkout, 16 shoppers", "orders/s", ours.PerSecond)
            {
                Ours = ours,
                Floor = least,
                FloorName = "F3",
                FloorValue = least.PerSecond,
                Memory = shop.Memory,
                Goal = "≥ 0.08 × F3",
                Met = ours.PerSecond >= 0.08 * least.PerSecond,
            },
            new($"{Name}-place", "POST /orders, p99", "ms", placed.P99, LessIsBetter: true)
            {
                Ours = placed,
                Goal = "p99 ≤ 150 ms",
                Met = placed.P99 <= 150,
            },
        ];
    }

    /// <summary>The whole way; what placing alone took is put down beside.</summary>
    public static int Order(RawClient http, string sku, ConcurrentBag<double> placing)
    {
        var order = new Shopper(http).ReadyToOrder(sku);
        var asked = Stopwatch.GetTimestamp();
        var status = http.Send(order);
        placing.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        return status;
    }
}
