using System.Diagnostics;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>Sixty-four buyers with full carts, one product, less of it than they want.</summary>
internal sealed class HotSku : IBenchmark
{
    private const int Buyers = 64;

    public string Name => "hot-sku";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var (each, units) = bench.Size((20, 1000), (3, 150));
        var sku = await shop.NewProductAsync(units);
        var orders = await EachAsync(client => Prepare(shop.Address, sku, each));
        var meter = new CpuMeter(shop.ProcessId);
        var started = Stopwatch.GetTimestamp();
        var answers = await EachAsync(client => Place(shop.Address, orders[client]));
        var took = Stopwatch.GetElapsedTime(started);
        var sold = answers.SelectMany(a => a).Count(a => a.Status == 201);
        var others = answers.SelectMany(a => a).Where(a => a.Status is not (201 or 409)).Select(a => a.Status).Distinct().ToArray();
        if (sold != units || others.Length > 0)
        {
            throw new InvalidOperationException($"{sold} of {units} were sold; other answers: {string.Join(' ', others)}");
        }

        var sample = Stats.Of([.. answers.SelectMany(a => a).Where(a => a.Status == 201).Select(a => a.Milliseconds)], took);
        sample = meter.Over(sample, sold);
        return
        [
            new(Name, $"one product, {Buyers} buyers", "orders/s", sample.PerSecond)
            {
                Ours = sample,
                Goal = "≥ 700 reservations/s",
                Note =
                    $"exactly {units} of {Buyers * each} wanted were sold. These are whole orders, of which the reservation is one step: the goal is that step's",
            },
        ];
    }

    private static Task<T[]> EachAsync<T>(Func<int, T> work) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Buyers)
                .Select(b => Task.Factory.StartNew(() => work(b), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))
        );

    private static byte[][] Prepare(Uri address, string sku, int orders)
    {
        using var http = new RawClient(address);
        var shopper = new Shopper(http);
        return [.. Enumerable.Range(0, orders).Select(_ => shopper.ReadyToOrder(sku))];
    }

    private static List<(int Status, double Milliseconds)> Place(Uri address, byte[][] orders)
    {
        using var http = new RawClient(address);
        var answers = new List<(int, double)>();
        foreach (var order in orders)
        {
            var asked = Stopwatch.GetTimestamp();
            var status = http.Send(order);
            answers.Add((status, Stopwatch.GetElapsedTime(asked).TotalMilliseconds));
        }

        return answers;
    }
}
