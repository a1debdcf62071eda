using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Payments.Domain;

/// <summary>
/// The money of one order. It moves only by what a provider has answered; concurrent writers are told apart by the row's version, so each move is a compare-and-set.
/// </summary>
internal sealed partial class Payment : AggregateRoot
{
    private readonly List<PaymentOperation> _operations = [];
    private readonly List<LedgerEntry> _ledger = [];

    private Payment() { }

    public Payment(Guid id, Guid orderId, Guid? userId, Money amount, string method, string? token, DateTimeOffset now)
    {
        (Id, OrderId, UserId, Amount, Currency, Method, Token) = (id, orderId, userId, amount.Amount, amount.Currency, method, token);
        (CreatedAt, UpdatedAt) = (now, now);
        Open(OperationKind.Authorize, id, $"pay_{id:N}", Amount, null, now);
    }

    public Guid OrderId { get; private set; }

    public Guid? UserId { get; private set; }

    public string Method { get; private set; } = "";

    /// <summary>What the provider gave the shopper in place of a card; kept until the provider has answered.</summary>
    public string? Token { get; private set; }

    public string Currency { get; private set; } = "";

    public long Amount { get; private set; }

    public long Captured { get; private set; }

    public long Refunded { get; private set; }

    public PaymentStatus Status { get; private set; }

    public string? DeclineCode { get; private set; }

    public string? ActionUrl { get; private set; }

    /// <summary>The provider's name for it.</summary>
    public string? Reference { get; private set; }

    /// <summary>Moves with every change, those of the operations too, so that the row tells concurrent writers apart.</summary>
    public long Version { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyList<PaymentOperation> Operations => _operations;

    public IReadOnlyList<LedgerEntry> Ledger => _ledger;

    public Money Total => new(Amount, Currency);

    public PaymentOperation Authorization => _operations.Single(o => o.Kind == OperationKind.Authorize);

    /// <summary>What may still be given back; what is on its way back counts as given.</summary>
    public long Refundable => Captured - Refunded - _operations.Where(o => o is { Kind: OperationKind.Refund, IsOpen: true }).Sum(o => o.Amount);

    public PaymentOutcome Outcome =>
        new(Id, Status, new(Captured, Currency), new(Refunded, Currency), DeclineCode, ActionUrl)
        {
            CompletedRefunds = [.. _operations.Where(o => o is { Kind: OperationKind.Refund, Status: OperationStatus.Succeeded }).Select(o => o.Id)],
        };

    /// <summary>Takes what is held.</summary>
    public Result<PaymentOperation> BeginCapture(DateTimeOffset now) =>
        Last(OperationKind.Capture) is { IsOpen: true } open ? open
        : Status == PaymentStatus.Authorized
            ? Open(OperationKind.Capture, Guid.CreateVersion7(), $"cap_{Id:N}_{_operations.Count}", Amount, null, now)
        : PaymentErrors.Conflict(Status, "captured");

    /// <summary>Gives a hold back, or ends a payment that has not come to an end.</summary>
    public Result<PaymentOperation> BeginVoid(string? reason, DateTimeOffset now) =>
        Last(OperationKind.Void) is { IsOpen: true } open ? open
        : PaymentStates.CanMove(Status, PaymentStatus.Voided)
            ? Open(OperationKind.Void, Guid.CreateVersion7(), $"void_{Id:N}_{_operations.Count}", Amount, reason, now)
        : PaymentErrors.Conflict(Status, "voided");

    /// <summary>Gives money back; the same refund's id is the same refund.</summary>
    public Result<PaymentOperation> BeginRefund(Guid refundId, Money amount, string reason, DateTimeOffset now)
    {
        if (_operations.Find(o => o.Id == refundId) is { } known)
        {
            return known;
        }

        if (amount.Currency != Currency)
        {
            return PaymentErrors.CurrencyMismatch(Currency);
        }

        if (amount.Amount <= 0 || amount.Amount > Refundable)
        {
            return PaymentErrors.RefundExceedsCaptured(new(Refundable, Currency));
        }

        return Open(OperationKind.Refund, refundId, $"ref_{refundId:N}", amount.Amount, reason, now);
    }

    /// <summary>Gives back all that is left, once.</summary>
    public Result<PaymentOperation>? BeginFullRefund(string reason, DateTimeOffset now) =>
        Status is not (PaymentStatus.Captured or PaymentStatus.PartiallyRefunded) ? (Result<PaymentOperation>?)null
        : Last(OperationKind.Refund) is { IsOpen: true } open ? open
        : Open(OperationKind.Refund, Guid.CreateVersion7(), $"ref_{Id:N}_{_operations.Count}", Refundable, reason, now);

    /// <summary>This process asks the provider now; others leave it alone meanwhile.</summary>
    public void Claim(PaymentOperation operation, DateTimeOffset now)
    {
        operation.Claim(now);
        Touch(now);
    }

    /// <summary>The provider kept silent.</summary>
    public void AskAgain(PaymentOperation operation, DateTimeOffset now)
    {
        if (operation.IsOpen)
        {
            operation.AskAgain(now);
            Touch(now);
        }
    }

    private void MoveTo(PaymentStatus next)
    {
        if (next == Status)
        {
            return;
        }

        if (!PaymentStates.CanMove(Status, next))
        {
            throw new InvalidOperationException($"Payment {Id} cannot go from {Status} to {next}.");
        }

        Status = next;
    }

    private PaymentOperation? Last(OperationKind kind) => _operations.Where(o => o.Kind == kind).MaxBy(o => o.CreatedAt);

    private PaymentOperation Open(OperationKind kind, Guid id, string key, long amount, string? reason, DateTimeOffset now)
    {
        var operation = new PaymentOperation(Id, kind, id, key, amount, reason, now);
        _operations.Add(operation);
        Touch(now);
        return operation;
    }

    private void Touch(DateTimeOffset now) => (Version, UpdatedAt) = (Version + 1, now);

    private void Close(PaymentOperation operation, OperationStatus status, string? code, DateTimeOffset now)
    {
        operation.Close(status, code, now);
        if (operation.Kind == OperationKind.Authorize)
        {
            Token = null;
        }
    }
}
