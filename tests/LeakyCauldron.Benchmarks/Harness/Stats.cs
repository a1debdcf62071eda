namespace LeakyCauldron.Benchmarks.Harness;

internal static class Stats
{
    /// <summary>Of a list that it sorts.</summary>
    public static double Percentile(List<double> values, double percent)
    {
        if (values.Count == 0)
        {
            return 0;
        }

        values.Sort();
        return values[Math.Clamp((int)Math.Ceiling(values.Count * percent / 100) - 1, 0, values.Count - 1)];
    }

    public static double Median(IEnumerable<double> values) => Percentile([.. values], 50);

    /// <summary>The sample with the median throughput, its other figures its own.</summary>
    public static Sample Middle(IReadOnlyList<Sample> samples) => samples.OrderBy(s => s.PerSecond).ElementAt(samples.Count / 2);

    /// <summary>Of latencies in milliseconds.</summary>
    public static Sample Of(List<double> latencies, TimeSpan took) =>
        new(latencies.Count / took.TotalSeconds, Percentile(latencies, 50), Percentile(latencies, 99), latencies.Count == 0 ? 0 : latencies[^1]);

    /// <summary>Warms both up, then measures them in turn: what disturbs the machine disturbs both.</summary>
    public static async Task<(Sample Ours, Sample Floor)> AlternateAsync(
        int rounds,
        TimeSpan each,
        Func<TimeSpan, Task<Sample>> ours,
        Func<TimeSpan, Task<Sample>> floor
    )
    {
        await ours(each);
        await floor(each);
        var (of, against) = (new List<Sample>(), new List<Sample>());
        for (var round = 0; round < rounds; round++)
        {
            of.Add(await ours(each));
            against.Add(await floor(each));
        }

        return (Middle(of), Middle(against));
    }

    /// <summary>Without a floor.</summary>
    public static async Task<Sample> RepeatAsync(int rounds, TimeSpan each, Func<TimeSpan, Task<Sample>> ours)
    {
        await ours(each);
        var samples = new List<Sample>();
        for (var round = 0; round < rounds; round++)
        {
            samples.Add(await ours(each));
        }

        return Middle(samples);
    }
}
