using System.Text.Json;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Payments.Domain;

internal static class PaymentErrors
{
    public static Error NotFound { get; } = Error.NotFound("payment");

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
