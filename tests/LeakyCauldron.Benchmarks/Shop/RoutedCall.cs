using System.Net.Http.Json;
using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>What one hop through the routing layer costs: a service outside the shop that registered with a route, asked through the host and directly.</summary>
internal sealed class RoutedCall : IBenchmark
{
    private const int Clients = 16;
    private const double MostMicroseconds = 120;

    public string Name => "routed";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        await using var floor = await Floor.StartAsync(bench, new byte[4096]);
        await RegisterAsync(shop, floor.Address);
        var hop = new HttpLoad(shop.Address, shop.ProcessId, Clients);
        var direct = new HttpLoad(floor.Address, floor.ProcessId, Clients);
        var (through, straight) = (RawClient.Request("GET", "/floor/f1"), RawClient.Request("GET", "/f1"));
        var (ours, least) = await Stats.AlternateAsync(
            bench.Rounds,
            bench.Each,
            each => hop.RunAsync(each, (_, _) => through),
            each => direct.RunAsync(each, (_, _) => straight)
        );
        return
        [
            new($"{Name}-hop", "one hop to another process", "µs", ours.ServerCpu ?? 0, LessIsBetter: true)
            {
                Ours = ours,
                Floor = least,
                FloorName = "",
                Memory = shop.Memory,
                Goal = "≤ 120 µs of processor time",
                Met = ours.ServerCpu <= MostMicroseconds,
                Note = $"4 KiB from memory: {ours.PerSecond:N0} req/s through the host, {least.PerSecond:N0} directly",
            },
        ];
    }

    private static async Task RegisterAsync(RunningShop shop, Uri service)
    {
        var registration = new
        {
            instance = new
            {
                instanceId = $"floor:{service.Port}",
                app = "FLOOR",
                hostName = "localhost",
                ipAddr = "127.0.0.1",
                status = "UP",
                port = new Dictionary<string, object> { ["$"] = service.Port, ["@enabled"] = "true" },
                dataCenterInfo = new { name = "MyOwn" },
                leaseInfo = new { durationInSecs = 600 },
                metadata = new
                {
                    route = "/floor",
                    stripPrefix = "true",
                    requestsPerMinute = "1000000",
                },
            },
        };
        using var visitor = new HttpClient { BaseAddress = shop.Address };
        using var answer = await visitor.PostAsJsonAsync(new Uri("eureka/apps/FLOOR", UriKind.Relative), registration);
        answer.EnsureSuccessStatusCode();
        await Eventually.Async(
            async () => (await visitor.GetAsync(new Uri("floor/f1", UriKind.Relative))).IsSuccessStatusCode,
            "the route to be there"
        );
    }
}
