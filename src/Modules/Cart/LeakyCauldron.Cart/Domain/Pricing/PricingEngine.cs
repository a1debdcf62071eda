namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>
/// From lines and rules to totals, without clock, database or chance. total = subtotal − discount + shipping, plus tax where prices do not include it.
/// Amounts are rounded to the minor unit, half away from zero, where a rate meets a line (<see cref="Discounts"/>, <see cref="Taxes"/>) and nowhere else.
/// Minimums of promotions and of shipping rates look at the subtotal before discounts, so that no rule depends on its own outcome.
/// </summary>
internal static class PricingEngine
{
    public static PricedCart Price(PricingInput input)
    {
        var (discounts, applied, refused) = Discounts.Of(input);
        var options = Shipping.Options(input);
        var chosen = options.FirstOrDefault(o => o.Code == input.ShippingMethod);
        var freeShipping = applied.FirstOrDefault(a => a.Kind is PromotionKind.FreeShipping);
        var shipping = freeShipping is null ? chosen?.Price ?? 0 : 0;
        var taxes = new Taxes(input.Rules, Shipping.ZoneOf(input.Rules, input.Country));
        var lines = input.Lines.ToDictionary(l => l.Id, l => new PricedLine(l.Total, discounts[l.Id], taxes.OfLine(l, l.Total - discounts[l.Id])));
        return new(
            lines,
            lines.Values.Sum(l => l.Total),
            lines.Values.Sum(l => l.Discount),
            shipping,
            lines.Values.Sum(l => l.Tax) + taxes.OfShipping(shipping),
            taxes.Included,
            applied,
            refused,
            options,
            chosen,
            freeShipping
        );
    }
}
