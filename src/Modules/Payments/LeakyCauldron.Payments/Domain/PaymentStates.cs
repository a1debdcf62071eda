using System.Collections.Frozen;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Payments.Domain;

/// <summary>The payment's state machine: what is not listed cannot happen.</summary>
internal static class PaymentStates
{
    private static readonly FrozenDictionary<PaymentStatus, FrozenSet<PaymentStatus>> Allowed = new Dictionary<PaymentStatus, PaymentStatus[]>
    {
        [PaymentStatus.Pending] =
        [
            PaymentStatus.RequiresAction,
            PaymentStatus.Authorized,
            PaymentStatus.Captured,
            PaymentStatus.Declined,
            PaymentStatus.Voided,
        ],
        [PaymentStatus.RequiresAction] =
        [
            PaymentStatus.Pending,
            PaymentStatus.Authorized,
            PaymentStatus.Captured,
            PaymentStatus.Declined,
            PaymentStatus.Voided,
        ],
        [PaymentStatus.Authorized] = [PaymentStatus.Captured, PaymentStatus.Voided],
        [PaymentStatus.Captured] = [PaymentStatus.PartiallyRefunded, PaymentStatus.Refunded],
        [PaymentStatus.PartiallyRefunded] = [PaymentStatus.Refunded],
        [PaymentStatus.Declined] = [],
        [PaymentStatus.Voided] = [],
        [PaymentStatus.Refunded] = [],
    }.ToFrozenDictionary(p => p.Key, p => p.Value.ToFrozenSet());

    public static bool CanMove(PaymentStatus from, PaymentStatus to) => Allowed[from].Contains(to);

    public static bool IsFinal(PaymentStatus status) => Allowed[status].Count == 0;
}
