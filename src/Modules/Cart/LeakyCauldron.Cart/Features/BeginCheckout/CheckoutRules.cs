namespace LeakyCauldron.Cart.Features.BeginCheckout;

/// <summary>What stands in the way of an order.</summary>
internal static class CheckoutRules
{
    public static Error? Refusal(ShoppingCart cart) =>
        cart.Status switch
        {
            CartStatus.Ordered => Error.Conflict("cart_already_ordered", "This cart has become an order.").With("orderId", cart.OrderId),
            CartStatus.CheckingOut => Error.Conflict("checkout_in_progress", "This cart is being ordered.") with { RetryAfterSeconds = 2 },
            _ when cart.Lines.Count == 0 => Error.Conflict("cart_empty", "There is nothing in the cart."),
            _ => null,
        };

    public static Error? Refusal(CartQuote quote, Destination destination)
    {
        string[] unpriced = [.. quote.Unpriced.Select(l => l.Sku)];
        if (unpriced.Length > 0)
        {
            return CartErrors.PriceUnavailable(quote.Cart.Currency, unpriced);
        }

        var short_ = quote.Cart.Lines.OrderBy(l => l.Id).FirstOrDefault(l => Available(quote, l) < l.Quantity);
        if (short_ is not null)
        {
            return CartErrors.InsufficientStock(short_.VariantId, short_.Sku, Available(quote, short_)).With("itemId", short_.Id);
        }

        if (quote.Priced.Refused.FirstOrDefault(r => r.Reason is CouponRefusal.Exhausted or CouponRefusal.UsedByPerson) is { } coupon)
        {
            return CouponExhausted(coupon.Code);
        }

        var requirements = CartView.Requirements(quote, destination);
        return requirements.Count == 0
            ? null
            : Error.Conflict("cart_incomplete", "Something is still missing for an order.").With("requirements", requirements);
    }

    public static Error CouponExhausted(string coupon) => Error.Conflict("coupon_exhausted", "This coupon has been used up.").With("coupon", coupon);

    /// <summary>Promotions that did something for this order.</summary>
    public static IReadOnlyList<AppliedPromotion> Redeemed(CartQuote quote) =>
        [.. quote.Priced.Applied.Where(a => a.Kind is not PromotionKind.FreeShipping || quote.Priced.Chosen is not null)];

    private static int? Available(CartQuote quote, CartLine line) => quote.Offers.Sold(line.VariantId) is { } sold ? sold.Available : 0;
}

internal static class CheckoutSnapshots
{
    public static CheckoutSnapshot Of(CartQuote quote, Destination destination)
    {
        var (cart, priced) = (quote.Cart, quote.Priced);
        Money Amount(long amount) => new(amount, cart.Currency);
        return new(
            cart.Key,
            cart.Currency,
            [.. cart.Lines.OrderBy(l => l.Id).Select(l => LineOf(quote, l))],
            cart.Coupons,
            [.. priced.Applied.Where(a => a.Amount > 0).Select(a => new AppliedDiscount(a.Code, a.Name, Amount(a.Amount)))],
            priced.Chosen is { } chosen ? new(chosen.Code, chosen.Name, Amount(priced.Shipping)) : null,
            new(
                Amount(priced.Subtotal),
                Amount(priced.Discount),
                Amount(priced.Shipping),
                Amount(priced.Tax),
                priced.TaxIncluded,
                Amount(priced.Total)
            ),
            destination.Shipping,
            destination.Billing,
            cart.Note,
            cart.GiftMessage
        );
    }

    private static CheckoutLine LineOf(CartQuote quote, CartLine line)
    {
        var sold = quote.Offers.Sold(line.VariantId)!;
        var priced = quote.Priced.Lines[line.Id];
        Money Amount(long amount) => new(amount, quote.Cart.Currency);
        return new(
            line.Id,
            line.VariantId,
            sold.ProductId,
            sold.Sku,
            sold.Title,
            sold.Options,
            sold.Image,
            line.Quantity,
            sold.Price!.Value,
            Amount(priced.Total),
            Amount(priced.Discount),
            Amount(priced.Tax),
            sold.RequiresShipping
        );
    }
}
