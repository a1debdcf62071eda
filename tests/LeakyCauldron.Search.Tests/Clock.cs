namespace LeakyCauldron.Search.Tests;

/// <summary>A clock that the test moves.</summary>
internal sealed class Clock : TimeProvider
{
    private TimeSpan _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public void Advance(TimeSpan by) => _passed += by;

    public override long GetTimestamp() => _passed.Ticks;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + _passed;
}
