namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>From a priced cart to what the shopper is told.</summary>
internal static class CartView
{
    public static CartDto Of(CartQuote quote, IEnumerable<CartWarning>? more = null)
    {
        var (cart, priced) = (quote.Cart, quote.Priced);
        Money Amount(long amount) => new(amount, cart.Currency);
        return new(
            cart.Key,
            cart.Status,
            cart.Currency,
            [.. cart.Lines.OrderBy(l => l.Id).Select(l => Item(quote, l))],
            [.. cart.Saved.Select(s => Item(quote.Offers, s))],
            cart.Coupons,
            [.. priced.Applied.Where(a => a.Amount > 0).Select(a => new CartDiscountDto(a.Code, a.Name, Amount(a.Amount)))],
            priced.Chosen is { } chosen
                ? new(chosen.Code, chosen.Name, Amount(priced.Shipping), Amount(chosen.Price), priced.FreeShipping?.Name)
                : null,
            new(
                Amount(priced.Subtotal),
                Amount(priced.Discount),
                Amount(priced.Shipping),
                Amount(priced.Tax),
                priced.TaxIncluded,
                Amount(priced.Total)
            ),
            cart.ShippingAddress,
            cart.BillingAddress,
            [.. more ?? [], .. CartWarnings.Of(quote)],
            Requirements(quote, Destination.Of(cart)),
            cart.Note,
            cart.GiftMessage,
            cart.Version,
            cart.ExpiresAt
        );
    }

    /// <summary>What is missing before it can be ordered to this destination.</summary>
    public static IReadOnlyList<string> Requirements(CartQuote quote, Destination destination) =>
        [
            .. quote.Priced.Lines.Count == 0 ? ["items"] : Array.Empty<string>(),
            .. quote.RequiresShipping && destination.Shipping is null ? ["shipping_address"] : Array.Empty<string>(),
            .. quote.RequiresShipping && quote.Priced.Chosen is null ? ["shipping_method"] : Array.Empty<string>(),
        ];

    /// <summary>A cart that an order has claimed shows what was claimed, whatever prices do since.</summary>
    public static CartDto Of(ShoppingCart cart, CheckoutSnapshot claimed) =>
        new(
            cart.Key,
            cart.Status,
            cart.Currency,
            [
                .. claimed.Lines.Select(l => new CartItemDto(
                    l.Id,
                    l.VariantId,
                    l.Sku,
                    l.Title,
                    l.Options,
                    l.Quantity,
                    l.UnitPrice,
                    l.LineTotal,
                    null,
                    l.Image
                )),
            ],
            [.. cart.Saved.Select(s => Item(Offers.None, s))],
            claimed.Coupons,
            [.. claimed.Discounts.Select(d => new CartDiscountDto(d.Code, d.Name, d.Amount))],
            claimed.Shipping is { } s ? new(s.Code, s.Name, s.Price, s.Price, null) : null,
            new(
                claimed.Totals.Subtotal,
                claimed.Totals.Discount,
                claimed.Totals.Shipping,
                claimed.Totals.Tax,
                claimed.Totals.TaxIncluded,
                claimed.Totals.Total
            ),
            claimed.ShippingAddress,
            claimed.BillingAddress,
            [],
            [],
            claimed.Note,
            claimed.GiftMessage,
            cart.Version,
            cart.ExpiresAt
        );

    private static SavedItemDto Item(Offers offers, SavedItem saved)
    {
        var known = offers.ById.GetValueOrDefault(saved.VariantId);
        var sold = offers.Sold(saved.VariantId);
        return new(
            saved.Id,
            saved.VariantId,
            known?.Sku ?? saved.Sku,
            known?.Title ?? saved.Title,
            known?.Options ?? new Dictionary<string, string>(StringComparer.Ordinal),
            saved.Quantity,
            sold?.Price,
            sold is null ? 0
                : sold.Available is { } available ? Math.Max(0, available)
                : null,
            known?.Image,
            saved.SavedAt
        );
    }

    private static CartItemDto Item(CartQuote quote, CartLine line)
    {
        var known = quote.Offers.ById.GetValueOrDefault(line.VariantId);
        var sold = quote.Offers.Sold(line.VariantId);
        var currency = quote.Cart.Currency;
        return new(
            line.Id,
            line.VariantId,
            known?.Sku ?? line.Sku,
            known?.Title ?? line.Title,
            known?.Options ?? new Dictionary<string, string>(StringComparer.Ordinal),
            line.Quantity,
            sold is null ? new Money(line.SeenPrice, currency) : sold.Price,
            new Money(quote.Priced.Lines.GetValueOrDefault(line.Id)?.Total ?? 0, currency),
            sold is null ? 0
                : sold.Available is { } available ? Math.Max(0, available)
                : null,
            known?.Image
        );
    }
}
