using LeakyCauldron.Payments.Contracts;
using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features;

/// <summary>A payment as its owner and staff see it.</summary>
internal sealed record PaymentDto(
    Guid Id,
    Guid OrderId,
    PaymentStatus Status,
    string Method,
    Money Amount,
    Money Captured,
    Money Refunded,
    string? DeclineCode,
    string? ActionUrl,
    IReadOnlyList<RefundDto> Refunds,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt
)
{
    public static PaymentDto Of(Payment p) =>
        new(
            p.Id,
            p.OrderId,
            p.Status,
            p.Method,
            p.Total,
            new(p.Captured, p.Currency),
            new(p.Refunded, p.Currency),
            p.DeclineCode,
            p.ActionUrl,
            [
                .. p
                    .Operations.Where(o => o.Kind == OperationKind.Refund)
                    .OrderBy(o => o.CreatedAt)
                    .Select(o => new RefundDto(o.Id, new(o.Amount, p.Currency), o.Status, o.CreatedAt)),
            ],
            p.CreatedAt,
            p.UpdatedAt
        );
}

/// <param name="Status">Open while the provider's answer is not known.</param>
internal sealed record RefundDto(Guid Id, Money Amount, OperationStatus Status, DateTimeOffset CreatedAt);
