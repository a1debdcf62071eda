using System.Text.Json;

namespace LeakyCauldron.Orders.Domain;

internal static class OrderErrors
{
    public static Error NotFound { get; } = Error.NotFound("order");

    public static Error EmailRequired { get; } = Error.Validation("email", "A guest must give a mail address.");

    public static Error KeyReused { get; } = new(ErrorKind.Unprocessable, "idempotency_key_reused", "This key was used for another request.");

    public static Error InProgress { get; } =
        Error.Conflict("request_in_progress", "The order is being placed just now.") with
        {
            RetryAfterSeconds = 1,
        };

    public static Error CartChanged(Money expected, Money actual) =>
        Error.Conflict("cart_changed", "The cart's total is not what was expected.").With("expected", expected).With("actual", actual);

    public static Error CartAlreadyOrdered { get; } = Error.Conflict("cart_already_ordered", "This cart has become an order.");

    public static Error PaymentDeclined(string? code) =>
        Error.PaymentRequired("payment_declined", "The bank said no. Nothing was ordered.").With("declineCode", code);

    public static Error NotAllowed(OrderStatus status, OrderAction action) =>
        Error
            .Conflict("order_state_conflict", $"An order that is {Name(status)} does not allow this: {Name(action)}.")
            .With("orderStatus", Name(status));

    public static Error UnknownItem(int index) => Error.Validation($"items[{index}].itemId", "The order has no such item.");

    public static Error TooMany(int index, int left) => Error.Validation($"items[{index}].quantity", $"At most {left}.");

    public static Error CurrencyMismatch(string currency) => Error.Validation("amount.currency", $"The order is in {currency}.", "currency_mismatch");

    public static Error RefundExceedsCaptured(Money refundable) =>
        Error.Conflict("refund_exceeds_captured", $"At most {refundable} can be given back.").With("refundable", refundable);

    public static Error ReturnNotFound { get; } = Error.NotFound("return");

    public static Error ReturnQuantityInvalid(Guid itemId, int left) =>
        Error.Conflict("return_quantity_invalid", $"At most {left} can come back.").With("itemId", itemId).With("returnable", left);

    public static Error ReturnClosed(ReturnStatus status) =>
        Error.Conflict("order_state_conflict", $"The return is {Name(status)}.").With("returnStatus", Name(status));

    public static Error EditNeedsPayment(Guid itemId, int quantity) =>
        Error
            .Conflict("order_edit_needs_payment", "More than was paid for cannot be added to an order; it takes a new one.")
            .With("itemId", itemId)
            .With("quantity", quantity);

    public static Error NothingLeft { get; } = Error.Validation("items", "Something must stay; cancel the order instead.");

    public static Error TooManyNotes { get; } =
        Error.Conflict("too_many_notes", $"An order holds at most {Order.MostNotes} notes.").With("maximum", Order.MostNotes);

    public static Error RefundFailed { get; } = Error.Conflict("refund_failed", "The bank did not give the money back.");

    public static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}
