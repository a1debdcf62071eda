namespace LeakyCauldron.Payments.Contracts;

/// <summary>How a payment stands.</summary>
public enum PaymentStatus
{
    /// <summary>Not yet asked, or the bank's answer is not known: it is being asked about.</summary>
    Pending,

    /// <summary>The shopper must do something at the bank first.</summary>
    RequiresAction,

    /// <summary>Money is held, not taken (or is to be paid on delivery).</summary>
    Authorized,

    /// <summary>Money is taken.</summary>
    Captured,

    /// <summary>The bank said no.</summary>
    Declined,

    /// <summary>The hold was given back.</summary>
    Voided,

    /// <summary>Part of the money was given back.</summary>
    PartiallyRefunded,

    /// <summary>All of it was given back.</summary>
    Refunded,
}

/// <summary>
/// Says whether a method is offered and its token understood, before anything is claimed for a payment. Refusals: <c>unknown_payment_method</c>,
/// <c>unknown_payment_token</c>.
/// </summary>
[Contract("payments.check-payment-method.v1")]
public sealed record CheckPaymentMethod(string Method, string? Token) : IQuery<PaymentMethodCheck>;

/// <summary>The method as it is offered.</summary>
public sealed record PaymentMethodCheck(string Method, string Name);

/// <summary>
/// Takes the money for an order. The payment's id is made and written down by the order before it asks, and is the key toward the bank, so sending it again asks
/// about the same payment and never charges twice. Refusals: <c>unknown_payment_method</c>, <c>unknown_payment_token</c>. A bank's no is not a refusal but <see cref="PaymentStatus.Declined"/>.
/// </summary>
[Contract("payments.start-payment.v1", Idempotent = true)]
public sealed record StartPayment(Guid PaymentId, Guid OrderId, Guid? UserId, Money Amount, string Method, string? Token) : ICommand<PaymentOutcome>;

/// <summary>How a payment stands now.</summary>
[Contract("payments.get-payment.v1")]
public sealed record GetPaymentOutcome(Guid PaymentId) : IQuery<PaymentOutcome>;

/// <summary>Gives money back, all or part; the refund's id is the caller's. Refusals: <c>payment_not_found</c>, <c>refund_exceeds_captured</c>, <c>refund_failed</c>.</summary>
[Contract("payments.refund-payment.v1", Idempotent = true)]
public sealed record RefundPayment(Guid PaymentId, Guid RefundId, Money Amount, string Reason) : ICommand<PaymentOutcome>;

/// <summary>Ends a payment that is not captured: a hold is given back, an open one can no longer succeed. A captured one is refunded in full.</summary>
[Contract("payments.cancel-payment.v1", Idempotent = true)]
public sealed record CancelPayment(Guid PaymentId, string Reason) : ICommand<PaymentOutcome>;

/// <summary>State and sums of a payment.</summary>
/// <param name="PaymentId">Id.</param>
/// <param name="Status">State.</param>
/// <param name="Captured">Taken so far.</param>
/// <param name="Refunded">Given back so far.</param>
/// <param name="DeclineCode">The bank's reason, snake_case, such as <c>card_declined</c> or <c>insufficient_funds</c>.</param>
/// <param name="ActionUrl">Where the shopper must go, if so.</param>
public sealed record PaymentOutcome(Guid PaymentId, PaymentStatus Status, Money Captured, Money Refunded, string? DeclineCode, string? ActionUrl)
{
    /// <summary>Ids of the refunds that are done; one that is asked for but not here is on its way.</summary>
    public IReadOnlyList<Guid> CompletedRefunds { get; init; } = [];
}
