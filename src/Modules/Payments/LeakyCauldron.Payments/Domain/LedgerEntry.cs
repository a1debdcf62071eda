namespace LeakyCauldron.Payments.Domain;

/// <summary>
/// One side of a movement of money. Entries are only ever added, two an operation, and debits equal credits: the database refuses anything else.
/// </summary>
internal sealed class LedgerEntry
{
    private LedgerEntry() { }

    private LedgerEntry(Payment payment, Guid operationId, string account, long debit, long credit, DateTimeOffset now) =>
        (Id, PaymentId, OrderId, OperationId, Account, Debit, Credit, Currency, BookedAt) = (
            Guid.CreateVersion7(),
            payment.Id,
            payment.OrderId,
            operationId,
            account,
            debit,
            credit,
            payment.Currency,
            now
        );

    public Guid Id { get; private set; }

    public Guid PaymentId { get; private set; }

    public Guid OrderId { get; private set; }

    public Guid OperationId { get; private set; }

    /// <summary>What a provider holds for us is on <c>provider:{method}</c>; what shoppers paid is on <see cref="Sales"/>.</summary>
    public string Account { get; private set; } = "";

    public long Debit { get; private set; }

    public long Credit { get; private set; }

    public string Currency { get; private set; } = "";

    public DateTimeOffset BookedAt { get; private set; }

    public const string Sales = "sales";

    public static LedgerEntry[] Capture(Payment payment, Guid operationId, long amount, DateTimeOffset now) =>
        [new(payment, operationId, ProviderAccount(payment), amount, 0, now), new(payment, operationId, Sales, 0, amount, now)];

    public static LedgerEntry[] Refund(Payment payment, Guid operationId, long amount, DateTimeOffset now) =>
        [new(payment, operationId, Sales, amount, 0, now), new(payment, operationId, ProviderAccount(payment), 0, amount, now)];

    private static string ProviderAccount(Payment payment) => $"provider:{payment.Method}";
}
