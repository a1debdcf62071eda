using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Payments.Contracts;

namespace LeakyCauldron.Orders.Checkouts;

/// <summary>From what other modules say to what an order keeps.</summary>
internal static class Drafts
{
    public static OrderDraft Of(Checkout checkout, CheckoutSnapshot cart) =>
        new(checkout.OrderId, checkout.CartId, checkout.Request.UserId, checkout.Request.Email, checkout.PaymentId, checkout.Request.PaymentMethod)
        {
            Lines = [.. cart.Lines.Select((l, position) => LineOf(checkout.OrderId, l, position))],
            Subtotal = cart.Totals.Subtotal,
            Discount = cart.Totals.Discount,
            ShippingPrice = cart.Totals.Shipping,
            Tax = cart.Totals.Tax,
            TaxIncluded = cart.Totals.TaxIncluded,
            Total = cart.Totals.Total,
            Coupons = cart.Coupons,
            Discounts = [.. cart.Discounts.Select(d => new OrderDiscount(d.Code, d.Name, d.Amount))],
            ShippingMethod = cart.Shipping?.Code,
            ShippingMethodName = cart.Shipping?.Name,
            ShippingAddress = cart.ShippingAddress,
            BillingAddress = cart.BillingAddress,
            Note = cart.Note,
            GiftMessage = cart.GiftMessage,
        };

    public static OrderPayment PaymentOf(string method, PaymentOutcome outcome) =>
        new(
            outcome.PaymentId,
            method,
            OrderErrors.Name(outcome.Status),
            outcome.Captured.Amount,
            outcome.Refunded.Amount,
            outcome.DeclineCode,
            outcome.ActionUrl
        );

    private static OrderLine LineOf(Guid orderId, CheckoutLine line, int position) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrderId = orderId,
            Position = position,
            VariantId = line.VariantId,
            ProductId = line.ProductId,
            Sku = line.Sku,
            Title = line.Title,
            Options = line.Options,
            Image = line.Image,
            Quantity = line.Quantity,
            UnitPrice = line.UnitPrice.Amount,
            LineTotal = line.LineTotal.Amount,
            Discount = line.Discount.Amount,
            Tax = line.Tax.Amount,
            RequiresShipping = line.RequiresShipping,
        };
}
