using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Payments.Domain;

internal sealed record PaymentCaptured(Money Amount) : IDomainEvent;

internal sealed record PaymentDeclined(string Code) : IDomainEvent;

internal sealed record PaymentRefunded(Guid RefundId, Money Amount, Money RefundedInAll) : IDomainEvent;

internal sealed record PaymentVoided : IDomainEvent;
