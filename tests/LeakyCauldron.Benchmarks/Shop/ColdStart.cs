namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>From the process's start to ready, with database and index there; and what it holds once it has nothing to do.</summary>
internal sealed class ColdStart : IBenchmark
{
    public string Name => "start";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        var seconds = new List<double>();
        for (var round = 0; round < bench.Rounds; round++)
        {
            await shop.CloseAsync();
            seconds.Add((await shop.OpenAsync()).TotalSeconds);
        }

        var (start, memory) = (Stats.Median(seconds), shop.Memory);
        return
        [
            new(Name, "cold start to ready", "s", start, LessIsBetter: true) { Goal = "≤ 3 s", Met = start <= 3 },
            new($"{Name}-memory", "memory of an idle host", "MB", memory, LessIsBetter: true) { Goal = "≤ 250 MB", Met = memory <= 250 },
        ];
    }
}
