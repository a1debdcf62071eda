namespace LeakyCauldron.Payments.Contracts;

/// <summary>Money was taken. Key: payment id.</summary>
[Event("payments.payment-captured", 1)]
public sealed record PaymentCapturedV1(Guid PaymentId, Guid OrderId, Money Amount) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => PaymentId.ToString();
}

/// <summary>The bank said no, for good. Key: payment id.</summary>
[Event("payments.payment-failed", 1)]
public sealed record PaymentFailedV1(Guid PaymentId, Guid OrderId, string Code) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => PaymentId.ToString();
}

/// <summary>Money was given back. Key: payment id.</summary>
[Event("payments.payment-refunded", 1)]
public sealed record PaymentRefundedV1(Guid PaymentId, Guid OrderId, Guid RefundId, Money Amount, Money RefundedInAll) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => PaymentId.ToString();
}

/// <summary>Nothing was taken and nothing will be: the hold was given back, or an open payment was ended. Key: payment id.</summary>
[Event("payments.payment-voided", 1)]
public sealed record PaymentVoidedV1(Guid PaymentId, Guid OrderId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => PaymentId.ToString();
}
