namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>What has changed since the shopper saw it, and what stands in the way of an order.</summary>
internal static class CartWarnings
{
    public static IEnumerable<CartWarning> Of(CartQuote quote) =>
        quote.Cart.Lines.OrderBy(l => l.Id).SelectMany(l => OfLine(quote, l)).Concat(quote.Priced.Refused.Select(OfCoupon)).Concat(OfShipping(quote));

    public static CartWarning Of(LineAdjustment adjustment) =>
        new(
            adjustment.Code,
            adjustment.LineId,
            adjustment.Code switch
            {
                "quantity_capped" => $"Only {adjustment.Quantity} of {adjustment.Requested} could be kept.",
                "cart_full" => "The cart is full; this item was left out.",
                _ => "This item is not sold in the cart's currency and was left out.",
            }
        )
        {
            Requested = adjustment.Requested,
            Available = adjustment.Quantity,
            Sku = adjustment.LineId is null ? adjustment.Sku : null,
        };

    private static IEnumerable<CartWarning> OfLine(CartQuote quote, CartLine line)
    {
        if (quote.Offers.Sold(line.VariantId) is not { } sold)
        {
            yield return new("unavailable", line.Id, "This item is not sold any more.") { Available = 0 };
            yield break;
        }

        if (sold.Price is not { } price)
        {
            yield return new("price_unavailable", line.Id, $"This item is not sold in {quote.Cart.Currency}.");
            yield break;
        }

        if (price.Amount != line.SeenPrice)
        {
            var old = new Money(line.SeenPrice, quote.Cart.Currency);
            yield return new("price_changed", line.Id, $"The price has changed from {old} to {price}.") { Old = old, New = price };
        }

        if (sold.Available is { } available && available < line.Quantity)
        {
            yield return new("insufficient_stock", line.Id, "There are not that many left.")
            {
                Available = Math.Max(0, available),
                Requested = line.Quantity,
            };
        }
    }

    private static CartWarning OfCoupon(RefusedCoupon refused) =>
        new("coupon_not_applicable", null, $"The coupon {refused.Code} does nothing for this cart: {Coupons.Explain(refused.Reason)}.")
        {
            Coupon = refused.Code,
            Reason = refused.Reason,
        };

    private static IEnumerable<CartWarning> OfShipping(CartQuote quote) =>
        quote.Cart.ShippingMethod is null || quote.Priced.Chosen is not null || !quote.RequiresShipping || quote.Priced.Lines.Count == 0
            ? []
            : [new("shipping_method_unavailable", null, "The chosen shipping method is not to be had for this cart and address.")];
}

/// <summary>Why a coupon does nothing, in words.</summary>
internal static class Coupons
{
    public static string Explain(CouponRefusal reason) =>
        reason switch
        {
            CouponRefusal.NotStarted => "it is not valid yet",
            CouponRefusal.Expired => "it has expired",
            CouponRefusal.Exhausted => "it has been used up",
            CouponRefusal.UsedByPerson => "it has been used as often as one person may",
            CouponRefusal.Currency => "it is not for this currency",
            CouponRefusal.MinimumNotMet => "the subtotal is below its minimum",
            CouponRefusal.NoMatchingItems => "it is for other items",
            CouponRefusal.NotEnoughItems => "it needs more items",
            CouponRefusal.NotCombinable => "it cannot be combined with another promotion",
            CouponRefusal.NoEffect => "there is nothing left to take off",
            _ => "there is no such coupon any more",
        };
}
