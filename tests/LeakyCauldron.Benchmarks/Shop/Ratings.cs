namespace LeakyCauldron.Benchmarks.Shop;

/// <summary>Real queries, with products graded by people.</summary>
internal static class Ratings
{
    /// <summary>SKU and grade by query; empty without the data.</summary>
    public static async Task<IReadOnlyDictionary<string, Dictionary<string, int>>> LoadAsync(BenchContext bench)
    {
        var file = Path.Combine(bench.Options.Data, "icecat-ratings.csv");
        if (!File.Exists(file))
        {
            await bench.SayAsync($"{file} is not there: no queries (set BENCH_DATA).");
            return new Dictionary<string, Dictionary<string, int>>();
        }

        var ratings = new Dictionary<string, Dictionary<string, int>>(StringComparer.Ordinal);
        foreach (var line in (await File.ReadAllLinesAsync(file)).Skip(1))
        {
            // SKU and grade have no commas; a query may.
            var (grade, sku) = (line.LastIndexOf(','), line.LastIndexOf(',', line.LastIndexOf(',') - 1));
            var query = line[..sku].Trim('"');
            if (!ratings.TryGetValue(query, out var graded))
            {
                ratings.Add(query, graded = new(StringComparer.Ordinal));
            }

            graded[line[(sku + 1)..grade]] = int.Parse(line[(grade + 1)..]);
        }

        return ratings;
    }
}
