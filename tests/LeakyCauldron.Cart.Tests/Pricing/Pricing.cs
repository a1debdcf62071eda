using LeakyCauldron.Cart.Domain.Pricing;

namespace LeakyCauldron.Cart.Tests.Pricing;

/// <summary>Short forms for inputs of the engine.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly ShippingRules Rules = new(
        [new("gb", ["GB"]), new("eu", ["FR", "DE"]), new("world", ["*"])],
        [
            new("owl", "Owl", null, "gb", [new(0, 2000, null, Gbp(395)), new(2000, null, null, Gbp(595)), new(0, null, Gbp(5000), Gbp(0))]),
            new("swift", "Swift", null, "gb", [new(0, null, null, Gbp(795))]),
            new("albatross", "Albatross", null, "world", [new(0, null, null, Gbp(1495))]),
        ],
        [new("gb", null, 2000, true, true), new("gb", "books", 0, true, true), new("eu", null, 1900, false, true)]
    );

    public static Dictionary<string, long> Gbp(long amount) => new() { ["GBP"] = amount };

    public static PricingLine Line(long price, int quantity = 1, string? category = null, int grams = 100, bool ships = true, bool taxable = true) =>
        new(Guid.CreateVersion7(), Guid.CreateVersion7(), price, quantity, grams, ships, taxable, category is null ? [] : [category]);

    public static PromotionRule Percentage(int basisPoints, string? code = null) =>
        new(Guid.CreateVersion7(), code, "Percentage", PromotionKind.Percentage, BasisPoints: basisPoints);

    public static PromotionRule Fixed(long amount, string? code = null) =>
        new(Guid.CreateVersion7(), code, "Fixed", PromotionKind.Fixed, Amounts: Gbp(amount));

    public static PromotionRule BuyGet(int buy, int get, string? category = null) =>
        new(Guid.CreateVersion7(), null, "Buy and get", PromotionKind.BuyXGetY, Buy: buy, Get: get, Category: category);

    public static PromotionRule FreeShipping(string? code = null) => new(Guid.CreateVersion7(), code, "Free shipping", PromotionKind.FreeShipping);

    public static PricingInput Cart(IReadOnlyList<PricingLine> lines, params PromotionRule[] promotions) =>
        new("GBP", lines, promotions, Rules, "GB", null, Noon);
}
