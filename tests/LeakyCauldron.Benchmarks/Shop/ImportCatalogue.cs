using System.Diagnostics;

namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>The real catalogue into an empty shop, and once more unchanged.</summary>
internal sealed class ImportCatalogue : IBenchmark
{
    public string Name => "import";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        var shop = await bench.ShopAsync();
        if (shop.Imported is not { } imported)
        {
            return [];
        }

        var started = Stopwatch.GetTimestamp();
        var state = await shop.ImportAsync();
        var again = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return
        [
            new(Name, $"import of {imported.Products:#,0} products", "s", imported.Import.TotalSeconds, LessIsBetter: true)
            {
                Goal = "≤ 6 s",
                Met = imported.Import.TotalSeconds <= 6,
                Memory = shop.Memory,
            },
            new($"{Name}-searchable", "searchable after the import", "s", imported.Searchable.TotalSeconds, LessIsBetter: true)
            {
                Goal = "≤ 2 s",
                Met = imported.Searchable.TotalSeconds <= 2,
            },
            new($"{Name}-again", "the same file again", "s", again, LessIsBetter: true)
            {
                Goal = "≤ 3 s",
                Met = again <= 3,
                Memory = shop.Memory,
                Note = $"{state["unchanged"]} unchanged, {state["updated"]} updated",
            },
        ];
    }
}
