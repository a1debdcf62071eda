using LeakyCauldron.Benchmarks.Floors;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>What the routing layer costs a call to a module that is in the same process.</summary>
internal sealed class LocalCall : IBenchmark
{
    private const int Clients = 16;
    private const double LeastShare = 0.97;

    public string Name => "local";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        int[] ports = [FreePort.Next(), FreePort.Next()];
        await using var server = DotnetProcess.Start(
            typeof(LocalCall).Assembly.Location,
            ["local-server", .. ports.Select(p => $"{p}")],
            new Dictionary<string, string?> { ["ASPNETCORE_URLS"] = null }
        );
        HttpLoad[] loads = [.. ports.Select(p => new HttpLoad(new Uri($"http://127.0.0.1:{p}"), server.Id, Clients))];
        using var http = new HttpClient();
        await Eventually.Async(
            async () => server.HasExited || (await http.GetAsync(new Uri($"http://127.0.0.1:{ports[0]}{LocalServer.Path}"))).IsSuccessStatusCode,
            "the server"
        );
        var request = RawClient.Request("GET", LocalServer.Path);
        // Small differences need many turns.
        var (ours, least) = await Stats.AlternateAsync(
            bench.Rounds * 3,
            bench.Each,
            each => loads[0].RunAsync(each, (_, _) => request),
            each => loads[1].RunAsync(each, (_, _) => request)
        );
        return
        [
            new("local-call", "local module through the routing layer", "req/s", ours.PerSecond)
            {
                Ours = ours,
                Floor = least,
                FloorName = "without the layer",
                FloorValue = least.PerSecond,
                Goal = "≥ 0.97 × the direct call",
                Met = ours.PerSecond >= LeastShare * least.PerSecond,
                Note = $"processor time a call: {ours.ServerCpu:0.0} µs with the layer, {least.ServerCpu:0.0} without",
            },
        ];
    }
}
