namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>nDCG@10 of the real queries: gain 2^grade − 1, discount log2(rank + 1), what nobody graded counts nothing.</summary>
internal sealed class Relevance : IBenchmark
{
    private const double Goal = 0.82;
    private const int Depth = 10;

    public string Name => "relevance";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var ratings = (await Ratings.LoadAsync(bench)).Where(r => r.Value.Values.Any(g => g > 0)).ToArray();
        var shop = await bench.ShopAsync();
        if (ratings.Length == 0 || shop.Imported is null)
        {
            return [];
        }

        var scores = new List<(string Query, double Score)>();
        foreach (var (query, graded) in ratings)
        {
            var answer = await shop.GetAsync($"search/products?q={Uri.EscapeDataString(query)}&limit={Depth}");
            var found = answer["items"]!.AsArray().Select(i => graded.GetValueOrDefault(i!["sku"]?.GetValue<string>() ?? ""));
            scores.Add((query, Gain(found) / Gain(graded.Values.OrderDescending())));
        }

        foreach (var (query, score) in scores.OrderBy(s => s.Score))
        {
            await bench.SayAsync($"{score:0.000}  {query}");
        }

        var mean = scores.Average(s => s.Score);
        return [new(Name, $"nDCG@10 of {scores.Count} queries", "", mean) { Goal = "≥ 0.82", Met = mean >= Goal }];
    }

    private static double Gain(IEnumerable<int> grades) => grades.Take(Depth).Select((g, i) => (Math.Pow(2, g) - 1) / Math.Log2(i + 2)).Sum();
}
