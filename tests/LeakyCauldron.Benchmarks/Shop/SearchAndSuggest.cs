namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>Real queries with all facets, and the same typed letter by letter.</summary>
internal sealed class SearchAndSuggest : IBenchmark
{
    private const int Clients = 16;

    public string Name => "search";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var queries = (await Ratings.LoadAsync(bench)).Keys.DefaultIfEmpty("wand").ToArray();
        var searches = queries.Select(q => RawClient.Request("GET", $"/api/v1/search/products?q={Uri.EscapeDataString(q)}")).ToArray();
        var suggestions = queries
            .SelectMany(q => Enumerable.Range(1, Math.Min(q.Length, 8)).Select(n => q[..n].Trim()))
            .Select(q => RawClient.Request("GET", $"/api/v1/search/suggest?q={Uri.EscapeDataString(q)}"))
            .ToArray();
        var load = new HttpLoad(shop.Address, shop.ProcessId, Clients);
        var found = await Stats.RepeatAsync(
            bench.Rounds,
            bench.Each,
            each => load.RunAsync(each, (c, n) => searches[((c * 7) + n) % searches.Length])
        );
        var suggested = await Stats.RepeatAsync(
            bench.Rounds,
            bench.Each,
            each => load.RunAsync(each, (c, n) => suggestions[((c * 31) + n) % suggestions.Length])
        );
        return
        [
            new(Name, $"search with facets, {queries.Length} queries", "req/s", found.PerSecond)
            {
                Ours = found,
                Memory = shop.Memory,
                Goal = "≥ 500/s, p99 ≤ 40 ms",
                Met = found is { PerSecond: >= 500, P99: <= 40 },
            },
            new($"{Name}-suggest", "suggest", "req/s", suggested.PerSecond)
            {
                Ours = suggested,
                Goal = "p99 ≤ 10 ms",
                Met = suggested.P99 <= 10,
            },
        ];
    }
}
