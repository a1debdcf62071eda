namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>Ways to ship a cart: the methods of the destination's zone that have a rate for its weight and subtotal, each at its cheapest rate.</summary>
internal static class Shipping
{
    private const string AnyCountry = "*";

    /// <summary>The zone that names the country, else the one for all others.</summary>
    public static string? ZoneOf(ShippingRules rules, string country) => (Find(rules, country) ?? Find(rules, AnyCountry))?.Code;

    public static IReadOnlyList<ShippingOption> Options(PricingInput input)
    {
        if (!input.Lines.Any(l => l.RequiresShipping) || ZoneOf(input.Rules, input.Country) is not { } zone)
        {
            return [];
        }

        var grams = input.Lines.Where(l => l.RequiresShipping).Sum(l => (long)l.WeightGrams * l.Quantity);
        var subtotal = input.Lines.Sum(l => l.Total);
        return
        [
            .. from method in input.Rules.Methods
            where method.Zone == zone
            let price = method.Rates.Where(r => Matches(r, input.Currency, grams, subtotal)).Min(r => (long?)r.Price[input.Currency])
            where price is not null
            orderby price, method.Code
            select new ShippingOption(method.Code, method.Name, method.Description, price.Value),
        ];
    }

    private static bool Matches(ShippingRate rate, string currency, long grams, long subtotal) =>
        rate.Price.ContainsKey(currency)
        && grams >= rate.MinGrams
        && (rate.MaxGrams is null || grams < rate.MaxGrams)
        && (rate.MinSubtotal is null || (rate.MinSubtotal.TryGetValue(currency, out var minimum) && subtotal >= minimum));

    private static ZoneRule? Find(ShippingRules rules, string country) =>
        rules.Zones.Where(z => z.Countries.Contains(country, StringComparer.Ordinal)).MinBy(z => z.Code, StringComparer.Ordinal);
}
