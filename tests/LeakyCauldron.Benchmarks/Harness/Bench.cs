using LeakyCauldron.Benchmarks.Messaging;
using LeakyCauldron.Benchmarks.Shop;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>Runs what was asked for, one after another, and reports.</summary>
internal static class Bench
{
    private static readonly IBenchmark[] All =
    [
        new OutboxDrain(),
        new CommitLatency(),
        new OutboxBacklog(),
        new OutboxTakeover(),
        new InboxOverhead(),
        new ImportCatalogue(),
        new ProductPages(),
        new ProductsAfterWrites(),
        new SearchAndSuggest(),
        new CartCalls(),
        new RoutedCall(),
        new LocalCall(),
        new Checkout(),
        new HotSku(),
        new Relevance(),
        new ColdStart(),
    ];

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (BenchOptions.Parse(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync("usage: bench [NAME] [--quick] [--json FILE] [--compare FILE] [--docs FOLDER] [--data FOLDER]");
            return 2;
        }

        var chosen = All.Where(b => options.Name is null || b.Name.StartsWith(options.Name, StringComparison.Ordinal)).ToArray();
        if (chosen.Length == 0)
        {
            await Console.Error.WriteLineAsync($"There is no benchmark {options.Name}; there are: {string.Join(' ', All.Select(b => b.Name))}");
            return 2;
        }

        var rows = new List<Row>();
        var failed = 0;
        await using (var bench = new BenchContext(options))
        {
            foreach (var benchmark in chosen)
            {
                try
                {
                    await bench.SayAsync($"{benchmark.Name} …");
                    rows.AddRange(await benchmark.RunAsync(bench));
                }
                catch (Exception e) when (e is not OutOfMemoryException)
                {
                    // The others are still worth having; the exit code tells.
                    failed++;
                    await bench.SayAsync($"{benchmark.Name} failed: {e}");
                }
            }
        }

        await Report.WriteAsync(rows, options);
        return failed > 0 || rows.Count == 0 ? 1 : 0;
    }
}
