using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Providers;

namespace LeakyCauldron.Payments.Domain;

/// <summary>How our books and a provider's differ about one charge.</summary>
internal enum DifferenceKind
{
    /// <summary>We have it, the provider does not.</summary>
    Missing,

    /// <summary>The provider has it, we do not.</summary>
    Extra,

    Currency,

    Amount,
    State,

    /// <summary>Two payments of one order hold money.</summary>
    Duplicate,
}

/// <summary>A payment as our books have it.</summary>
/// <param name="Booked">What the ledger says the provider holds for us.</param>
internal sealed record OwnLine(
    Guid Id,
    Guid OrderId,
    PaymentStatus Status,
    long Amount,
    string Currency,
    long Captured,
    long Refunded,
    long Booked,
    DateTimeOffset UpdatedAt
)
{
    public string Key => $"pay_{Id:N}";

    public long Net => Captured - Refunded;

    /// <summary>It came to its end and holds no money.</summary>
    public bool IsOver => Status is PaymentStatus.Declined or PaymentStatus.Voided;
}

/// <summary>The rules of comparison, without the books.</summary>
internal static class BookComparison
{
    public static DifferenceKind? Of(OwnLine? ours, BookLine? theirs) =>
        (ours, theirs) switch
        {
            (null, null) => null,
            ({ } o, null) => o.Booked == o.Net && (o.IsOver || o.Status is PaymentStatus.Pending) ? null : DifferenceKind.Missing,
            // What was taken and given back in full, or never taken, is nobody's.
            (null, { } t) => t.Net == 0 && t.State is not (ProviderState.Authorized or ProviderState.Processing or ProviderState.RequiresAction)
                ? null
                : DifferenceKind.Extra,
            ({ } o, { } t) => OfBoth(o, t),
        };

    private static DifferenceKind? OfBoth(OwnLine ours, BookLine theirs) =>
        ours.Currency != theirs.Currency ? DifferenceKind.Currency
        : ours.Amount != theirs.Amount || ours.Booked != ours.Net ? DifferenceKind.Amount
        // Given back in full by the bank, over for us: the end is the same.
        : ours.IsOver && theirs is { State: ProviderState.Captured, Net: 0, Captured: > 0 } ? null
        : Of(ours.Status) != theirs.State ? DifferenceKind.State
        : ours.Captured != theirs.Captured || ours.Refunded != theirs.Refunded ? DifferenceKind.Amount
        : null;

    private static ProviderState Of(PaymentStatus status) =>
        status switch
        {
            PaymentStatus.Pending => ProviderState.Processing,
            PaymentStatus.RequiresAction => ProviderState.RequiresAction,
            PaymentStatus.Authorized => ProviderState.Authorized,
            PaymentStatus.Declined => ProviderState.Declined,
            PaymentStatus.Voided => ProviderState.Voided,
            _ => ProviderState.Captured,
        };
}
