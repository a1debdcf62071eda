using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>Adding to a cart and reading it, beside one small write in one transaction.</summary>
internal sealed class CartCalls : IBenchmark
{
    private const int Clients = 16;

    public string Name => "cart";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var sku = await shop.NewProductAsync(1_000_000);
        await using var floor = await Floor.StartAsync(bench);
        var load = new HttpLoad(shop.Address, shop.ProcessId, Clients);
        var against = new HttpLoad(floor.Address, floor.ProcessId, Clients);
        var carts = Carts(shop.Address, sku);
        var adds = carts.Select(c => Shopper.Add(c, sku)).ToArray();
        var reads = carts.Select(c => RawClient.Request("GET", $"/api/v1/carts/{c}")).ToArray();
        var lines = Enumerable.Range(0, Clients).Select(c => RawClient.Request("POST", $"/line/{c}")).ToArray();
        return [await MeasureAsync("add", "add to cart", adds), await MeasureAsync("read", "read cart", reads)];

        async Task<Row> MeasureAsync(string name, string what, byte[][] requests)
        {
            var (ours, least) = await Stats.AlternateAsync(
                bench.Rounds,
                bench.Each,
                each => load.RunAsync(each, (client, _) => requests[client]),
                each => against.RunAsync(each, (client, _) => lines[client])
            );
            return new($"{Name}-{name}", what, "req/s", ours.PerSecond)
            {
                Ours = ours,
                Floor = least,
                FloorName = "one transaction",
                FloorValue = least.PerSecond,
                Memory = shop.Memory,
                Goal = "≥ 0.6 × one transaction",
                Met = ours.PerSecond >= 0.6 * least.PerSecond,
            };
        }
    }

    private static string[] Carts(Uri address, string sku)
    {
        using var http = new RawClient(address);
        var shopper = new Shopper(http);
        return
        [
            .. Enumerable
                .Range(0, Clients)
                .Select(_ =>
                {
                    var cart = shopper.NewCart();
                    http.Send(Shopper.Add(cart, sku));
                    return cart;
                }),
        ];
    }
}
