namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>Settings <c>Outbox:*</c>.</summary>
internal sealed record OutboxOptions
{
    /// <summary>Rows read at once.</summary>
    public int BatchSize { get; init; } = 1000;

    /// <summary>How long a relay that fell silent keeps its buckets; a takeover takes no longer than this and one renewal.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(3);

    public TimeSpan Renewal { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between looks while other hosts write too and events flow.</summary>
    public TimeSpan BusyPoll { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Between looks while other hosts write too and nothing happens.</summary>
    public TimeSpan IdlePoll { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Between looks of the only host, which hears of its own commits.</summary>
    public TimeSpan AlonePoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Refusals after which a message is parked.</summary>
    public int MaxAttempts { get; init; } = 8;

    /// <summary>Wait after the first refusal; it doubles with each.</summary>
    public TimeSpan FirstRetry { get; init; } = TimeSpan.FromMilliseconds(500);

    public TimeSpan LongestRetry { get; init; } = TimeSpan.FromMinutes(1);
}
