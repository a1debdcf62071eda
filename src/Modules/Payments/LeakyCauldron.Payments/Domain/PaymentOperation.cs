namespace LeakyCauldron.Payments.Domain;

internal enum OperationKind
{
    Authorize,
    Capture,
    Void,
    Refund,
}

internal enum OperationStatus
{
    /// <summary>Written down; the provider has not been asked yet, or its answer is not known or not final.</summary>
    Open,
    Succeeded,
    Failed,
}

/// <summary>One request to a provider. Its key is written down before the call, so that the outcome can always be asked for.</summary>
internal sealed class PaymentOperation
{
    /// <summary>Longer than any call to a provider takes: an operation that is still open then has lost its process.</summary>
    private static readonly TimeSpan CallTime = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(15);

    private PaymentOperation() { }

    public PaymentOperation(Guid paymentId, OperationKind kind, Guid id, string key, long amount, string? reason, DateTimeOffset now)
    {
        (PaymentId, Kind, Id, Key, Amount, Reason, CreatedAt) = (paymentId, kind, id, key, amount, reason, now);
        AskAfter = now + CallTime;
    }

    /// <summary>A refund's is its caller's.</summary>
    public Guid Id { get; private set; }

    public Guid PaymentId { get; private set; }

    public OperationKind Kind { get; private set; }

    /// <summary>Idempotency key toward the provider.</summary>
    public string Key { get; private set; } = "";

    public long Amount { get; private set; }

    public OperationStatus Status { get; private set; }

    public string? Reason { get; private set; }

    /// <summary>The provider's reason for a no.</summary>
    public string? FailureCode { get; private set; }

    public int Asks { get; private set; }

    /// <summary>While open: not to be asked about before.</summary>
    public DateTimeOffset AskAfter { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public bool IsOpen => Status == OperationStatus.Open;

    public bool IsDue(DateTimeOffset now) => IsOpen && AskAfter <= now;

    /// <summary>Keeps others from asking while this process does.</summary>
    public void Claim(DateTimeOffset now)
    {
        Asks++;
        AskAfter = now + CallTime;
    }

    /// <summary>There is word of an answer: no reason to wait. To ask twice at once does no harm, the provider knows the request by its key.</summary>
    public void Hasten(DateTimeOffset now) => AskAfter = now;

    public void AskAgain(DateTimeOffset now) =>
        AskAfter = now + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(Asks, 10)), LongestWait.TotalSeconds));

    public void Close(OperationStatus status, string? failureCode, DateTimeOffset now) =>
        (Status, FailureCode, ClosedAt) = (status, failureCode, now);
}
