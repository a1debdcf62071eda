namespace LeakyCauldron.Payments.Domain;

internal enum NoticeStatus
{
    Pending,

    /// <summary>The provider was asked about the payment it names.</summary>
    Handled,

    /// <summary>It names no payment of ours.</summary>
    Unmatched,
}

/// <summary>A provider's notice as it came, each event once. It is written down before it is answered, so an answered one is never lost.</summary>
internal sealed class ReceivedNotice
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(5);

    private ReceivedNotice() { }

    public Guid Id { get; private set; }

    public string Provider { get; private set; } = "";

    /// <summary>The provider's id of the event.</summary>
    public string EventId { get; private set; } = "";

    public string Kind { get; private set; } = "";

    public string PaymentKey { get; private set; } = "";

    /// <summary>Byte for byte, for who must look closer.</summary>
    public byte[] Body { get; private set; } = [];

    public NoticeStatus Status { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>While pending: not to be tried before.</summary>
    public DateTimeOffset TryAfter { get; private set; }

    public DateTimeOffset ReceivedAt { get; private set; }

    public DateTimeOffset? HandledAt { get; private set; }

    /// <summary>Others leave it alone while this process tries.</summary>
    public void Claim(DateTimeOffset now)
    {
        Attempts++;
        var seconds = Math.Min(10 * Math.Pow(2, Math.Min(Attempts, 10)), LongestWait.TotalSeconds);
        (Status, TryAfter) = (NoticeStatus.Pending, now + TimeSpan.FromSeconds(seconds));
    }

    public void Close(NoticeStatus status, DateTimeOffset now) => (Status, HandledAt) = (status, now);
}
