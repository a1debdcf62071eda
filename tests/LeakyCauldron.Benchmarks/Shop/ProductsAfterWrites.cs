using System.Diagnostics;
using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>The list read right after each write to one of its products, beside one query and its serialisation: what a cache that is missed costs.</summary>
internal sealed class ProductsAfterWrites : IBenchmark
{
    public string Name => "products-written";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var slug = (await shop.GetAsync("catalog/products?limit=1"))["items"]![0]!["slug"]!.GetValue<string>();
        var sku = (await shop.GetAsync($"catalog/products/{slug}"))["variants"]![0]!["sku"]!.GetValue<string>();
        await using var floor = await Floor.StartAsync(bench);
        var read = RawClient.Request("GET", "/api/v1/catalog/products?limit=24");
        var writes = new[] { 1, -1 }
            .Select(delta =>
                RawClient.Request(
                    "POST",
                    "/api/v1/catalog/stock/adjustments",
                    $$"""[{"sku":"{{sku}}","delta":{{delta}},"reason":"bench"}]""",
                    shop.Authorization
                )
            )
            .ToArray();
        var line = RawClient.Request("POST", "/line/1");
        var page = RawClient.Request("GET", "/f2/1");
        var (ours, least) = await Stats.AlternateAsync(
            bench.Rounds,
            bench.Each,
            each => Task.FromResult(ReadAfterWrite(shop.Address, each, n => writes[n % 2], read)),
            each => Task.FromResult(ReadAfterWrite(floor.Address, each, _ => line, page))
        );
        return
        [
            new(Name, "product list after each write", "reads/s", ours.PerSecond)
            {
                Ours = ours,
                Floor = least,
                FloorName = "F2",
                FloorValue = least.PerSecond,
                Goal = "≥ 0.8 × F2",
                Met = ours.PerSecond >= 0.8 * least.PerSecond,
                Note = "one client; only the reads are timed, a write stands before each",
            },
        ];
    }

    private static Sample ReadAfterWrite(Uri server, TimeSpan duration, Func<int, byte[]> write, byte[] read)
    {
        using var http = new RawClient(server);
        var latencies = new List<double>();
        var started = Stopwatch.GetTimestamp();
        for (var n = 0; Stopwatch.GetElapsedTime(started) < duration; n++)
        {
            Demand(http.Send(write(n)));
            var asked = Stopwatch.GetTimestamp();
            Demand(http.Send(read));
            latencies.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return Stats.Of(latencies, TimeSpan.FromMilliseconds(latencies.Sum()));
    }

    private static void Demand(int status)
    {
        if (status is < 200 or > 299)
        {
            throw new InvalidOperationException($"Answered with {status}.");
        }
    }
}
