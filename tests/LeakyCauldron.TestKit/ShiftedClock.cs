namespace LeakyCauldron.TestKit;

/// <summary>The system's clock, put forward by as much as a test wants to have passed.</summary>
public sealed class ShiftedClock : TimeProvider
{
    private long _ticks;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref _ticks));

    /// <summary>Lets time pass.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
}
