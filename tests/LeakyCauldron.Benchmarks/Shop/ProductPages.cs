using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>List and detail as an anonymous visitor sees them, hot, beside a server that answers the same bytes from memory.</summary>
internal sealed class ProductPages : IBenchmark
{
    private const int Clients = 16;

    public string Name => "products";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var list = "/api/v1/catalog/products?limit=24";
        var slug = (await shop.GetAsync("catalog/products?limit=1"))["items"]![0]!["slug"]!.GetValue<string>();
        return
        [
            await MeasureAsync(bench, shop, $"{Name}-list", "product list (24)", list),
            await MeasureAsync(bench, shop, $"{Name}-detail", "product by slug", $"/api/v1/catalog/products/{slug}"),
        ];
    }

    private static async Task<Row> MeasureAsync(BenchContext bench, RunningShop shop, string name, string what, string path)
    {
        await using var floor = await Floor.StartAsync(bench, await PageAsync(shop, path));
        var load = new HttpLoad(shop.Address, shop.ProcessId, Clients);
        var against = new HttpLoad(floor.Address, floor.ProcessId, Clients);
        var (ask, askFloor) = (RawClient.Request("GET", path), RawClient.Request("GET", "/f1"));
        var (ours, least) = await Stats.AlternateAsync(
            bench.Rounds,
            bench.Each,
            each => load.RunAsync(each, (_, _) => ask),
            each => against.RunAsync(each, (_, _) => askFloor)
        );
        return new(name, what, "req/s", ours.PerSecond)
        {
            Ours = ours,
            Floor = least,
            FloorName = "F1",
            FloorValue = least.PerSecond,
            Memory = shop.Memory,
            Goal = "≥ 0.7 × F1, p99 ≤ 2 × F1's",
            Met = ours.PerSecond >= 0.7 * least.PerSecond && ours.P99 <= 2 * least.P99,
        };
    }

    private static async Task<byte[]> PageAsync(RunningShop shop, string path) => await shop.BytesAsync(path["/api/v1/".Length..]);
}
