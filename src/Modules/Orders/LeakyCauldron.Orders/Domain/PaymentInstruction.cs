namespace LeakyCauldron.Orders.Domain;

internal enum InstructionKind
{
    /// <summary>End the payment; what was taken goes back in full.</summary>
    Cancel,

    /// <summary>Give part or all back.</summary>
    Refund,
}

internal enum InstructionStatus
{
    Open,
    Done,

    /// <summary>Payments refused for good.</summary>
    Refused,
}

/// <summary>What an order asks of Payments, written down with the decision it follows from and repeated until it is done.</summary>
internal sealed class PaymentInstruction
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    private PaymentInstruction() { }

    private PaymentInstruction(Order order, InstructionKind kind, long amount, string reason, DateTimeOffset now)
    {
        (Id, OrderId, PaymentId, Kind, Amount, Currency, Reason) = (
            Guid.CreateVersion7(),
            order.Id,
            order.Payment.Id,
            kind,
            amount,
            order.Currency,
            reason
        );
        (CreatedAt, RunAfter) = (now, now);
    }

    /// <summary>A refund's id at Payments.</summary>
    public Guid Id { get; private set; }

    public Guid OrderId { get; private set; }

    public Guid PaymentId { get; private set; }

    public InstructionKind Kind { get; private set; }

    public long Amount { get; private set; }

    public string Currency { get; private set; } = "";

    /// <summary>What a refund is for.</summary>
    public IReadOnlyList<ShippedItem> Items { get; private set; } = [];

    public string Reason { get; private set; } = "";

    public InstructionStatus Status { get; private set; }

    public string? RefusalCode { get; private set; }

    public int Attempts { get; private set; }

    public DateTimeOffset RunAfter { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public static PaymentInstruction Cancel(Order order, string reason, DateTimeOffset now) => new(order, InstructionKind.Cancel, 0, reason, now);

    public static PaymentInstruction Refund(Order order, Money amount, IReadOnlyList<ShippedItem>? items, string reason, DateTimeOffset now) =>
        new(order, InstructionKind.Refund, amount.Amount, reason, now) { Items = items ?? [] };

    public void Claim(DateTimeOffset now)
    {
        Attempts++;
        RunAfter = now + Lease;
    }

    public void Wait(DateTimeOffset now) =>
        RunAfter = now + TimeSpan.FromSeconds(Math.Min(Math.Pow(2, Math.Min(Attempts, 10)), LongestWait.TotalSeconds));

    public void Close(InstructionStatus status, string? refusalCode, DateTimeOffset now) =>
        (Status, RefusalCode, ClosedAt) = (status, refusalCode, now);
}
