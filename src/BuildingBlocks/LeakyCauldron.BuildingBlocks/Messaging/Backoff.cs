namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Waits that double, with jitter, so that those who failed together do not come back together.</summary>
internal static class Backoff
{
    /// <summary>The wait after so many failures before this one: between 75 % and 125 % of first × 2ⁿ, at most <paramref name="longest"/>.</summary>
    public static TimeSpan After(int failures, TimeSpan first, TimeSpan longest)
    {
        var doubled = first * Math.Pow(2, Math.Min(failures, 30));
        return (doubled < longest ? doubled : longest) * (0.75 + (Random.Shared.NextDouble() / 2));
    }

    /// <summary>Waits so long, or throws when cancelled.</summary>
    public static Task WaitAsync(int failures, TimeSpan first, TimeSpan longest, CancellationToken ct) =>
        Task.Delay(After(failures, first, longest), ct);

    /// <summary>Waits so long, or less when cancelled.</summary>
    public static async Task WaitOrStopAsync(int failures, TimeSpan first, TimeSpan longest, CancellationToken ct) =>
        await Task.Delay(After(failures, first, longest), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}
