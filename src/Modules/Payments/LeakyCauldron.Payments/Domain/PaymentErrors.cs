using System.Text.Json;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Payments.Domain;

internal static class PaymentErrors
{
    public static Error NotFound { get; } = Error.NotFound("payment");

    public static Error ProviderNotFound { get; } = Error.NotFound("provider");

    public static Error WebhookNotFound { get; } = Error.NotFound("webhook");

    public static Error NeverReconciled { get; } = Error.NotFound("reconciliation");

    public static Error WebhookSignatureInvalid { get; } =
        Error.Validation("signature", "No secret of ours has signed this body.", "webhook_signature_invalid");

    public static Error WebhookTooOld { get; } = Error.Validation("signature", "It was not signed within the last five minutes.", "webhook_too_old");

    public static Error WebhookMalformed { get; } = Error.Validation("body", "This is not an event of the provider.", "webhook_malformed");

    public static Error UnknownMethod { get; } =
        Error.Validation("payment.method", "This method of payment is not offered.", "unknown_payment_method");

    public static Error UnknownToken { get; } = Error.Validation("payment.token", "The provider does not know this token.", "unknown_payment_token");

    public static Error CurrencyMismatch(string currency) =>
        Error.Validation("amount.currency", $"The payment is in {currency}.", "currency_mismatch");

    public static Error RefundExceedsCaptured(Money refundable) =>
        Error.Conflict("refund_exceeds_captured", $"At most {refundable} can be given back.").With("refundable", refundable);

    public static Error RefundFailed(string? code) =>
        Error.Conflict("refund_failed", "The provider did not give the money back.").With("reason", code);

    public static Error Conflict(PaymentStatus status, string what) =>
        Error.Conflict("payment_state_conflict", $"A payment that is {Text(status)} cannot be {what}.").With("paymentStatus", Text(status));

    private static string Text(PaymentStatus status) => JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
