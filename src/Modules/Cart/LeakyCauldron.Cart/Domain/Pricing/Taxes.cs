namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>
/// Tax of one destination. It is taken of each line after its discounts, and of shipping, and rounded there; the cart's tax is the sum, so that lines can be
/// refunded one by one. All rates of a zone agree on whether prices include it; a zone without rates has none.
/// </summary>
internal sealed class Taxes(ShippingRules rules, string? zone)
{
    private readonly TaxRule[] _rates = [.. rules.Taxes.Where(t => t.Zone == zone)];

    public bool Included => _rates.Length == 0 || _rates[0].IncludedInPrice;

    public long OfLine(PricingLine line, long amount) => line.Taxable ? Of(RateFor(line), amount) : 0;

    public long OfShipping(long amount) => Of(Array.Find(_rates, r => r is { Category: null, AppliesToShipping: true }), amount);

    private TaxRule? RateFor(PricingLine line) =>
        _rates.Where(r => r.Category is not null && line.Categories.Contains(r.Category, StringComparer.Ordinal)).MinBy(r => r.BasisPoints)
        ?? Array.Find(_rates, r => r.Category is null);

    private static long Of(TaxRule? rate, long amount) =>
        rate is null ? 0
        : rate.IncludedInPrice ? Rounding.ShareWithin(amount, rate.BasisPoints)
        : Rounding.Share(amount, rate.BasisPoints);
}
