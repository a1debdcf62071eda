using LeakyCauldron.Payments.Domain;

namespace LeakyCauldron.Payments.Features;

/// <summary>A notice as staff see it.</summary>
/// <param name="EventId">The provider's id of the event.</param>
/// <param name="PaymentKey">The key of the authorization it names.</param>
/// <param name="Status"><c>unmatched</c>: it names no payment of ours.</param>
internal sealed record NoticeDto(
    Guid Id,
    string Provider,
    string EventId,
    string Kind,
    string PaymentKey,
    NoticeStatus Status,
    int Attempts,
    DateTimeOffset ReceivedAt,
    DateTimeOffset? HandledAt
)
{
    public static NoticeDto Of(ReceivedNotice n) =>
        new(n.Id, n.Provider, n.EventId, n.Kind, n.PaymentKey, n.Status, n.Attempts, n.ReceivedAt, n.HandledAt);
}
