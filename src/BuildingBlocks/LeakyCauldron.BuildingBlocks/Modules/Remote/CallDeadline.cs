using System.Diagnostics;

namespace LeakyCauldron.BuildingBlocks.Modules.Remote;

/// <summary>When whoever waits for the present work will have given up; nothing, where nobody waits.</summary>
internal static class CallDeadline
{
    private static readonly AsyncLocal<long?> Ends = new();

    /// <summary>What is left of the call that is being served, at most <paramref name="most"/>.</summary>
    public static TimeSpan Remaining(TimeSpan most) =>
        Ends.Value is { } ends && Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), ends) is var left && left < most
            ? left > TimeSpan.Zero
                ? left
                : TimeSpan.Zero
            : most;

    /// <summary>For the rest of this flow of control.</summary>
    public static void Set(TimeSpan left) => Ends.Value = Stopwatch.GetTimestamp() + (long)(left.TotalSeconds * Stopwatch.Frequency);
}
