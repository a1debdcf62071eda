namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>Everything that totals are made of; the same input gives the same totals, in whatever order its lines come.</summary>
/// <param name="Currency">Of all amounts, which are minor units.</param>
/// <param name="Lines">What can be bought now; each variant at most once.</param>
/// <param name="Promotions">Automatic ones and those whose coupon is on the cart.</param>
/// <param name="Rules">Zones, shipping methods and tax rates.</param>
/// <param name="Country">Where it goes: decides zone, methods and tax.</param>
/// <param name="ShippingMethod">The chosen code.</param>
/// <param name="Now">For promotions with dates.</param>
internal sealed record PricingInput(
    string Currency,
    IReadOnlyList<PricingLine> Lines,
    IReadOnlyList<PromotionRule> Promotions,
    ShippingRules Rules,
    string Country,
    string? ShippingMethod,
    DateTimeOffset Now
);

/// <summary>A line to be priced.</summary>
internal sealed record PricingLine(
    Guid Id,
    Guid VariantId,
    long UnitPrice,
    int Quantity,
    int WeightGrams,
    bool RequiresShipping,
    bool Taxable,
    IReadOnlyList<string> Categories
)
{
    public long Total => UnitPrice * Quantity;
}

/// <summary>Its order is the order in which promotions of one priority are applied.</summary>
internal enum PromotionKind
{
    /// <summary>Of every X + Y units the Y cheapest are free.</summary>
    BuyXGetY,

    /// <summary>A share of each line.</summary>
    Percentage,

    /// <summary>An amount, spread over the lines.</summary>
    Fixed,

    /// <summary>Shipping costs nothing.</summary>
    FreeShipping,
}

/// <summary>How often a promotion has been used.</summary>
internal enum PromotionUse
{
    /// <summary>Below its limits.</summary>
    Available,

    /// <summary>Its limit in all is reached.</summary>
    Exhausted,

    /// <summary>This person's limit is reached.</summary>
    UsedByPerson,
}

/// <summary>A promotion as the engine sees it.</summary>
/// <param name="Id">Breaks ties.</param>
/// <param name="Code">Coupon, or null if automatic.</param>
/// <param name="Name">For people.</param>
/// <param name="Kind">What it does.</param>
/// <param name="Priority">Lower is applied first.</param>
/// <param name="Exclusive">Applies only where nothing has been applied before it, and nothing is applied after it.</param>
/// <param name="BasisPoints">Of <see cref="PromotionKind.Percentage"/>.</param>
/// <param name="Amounts">Of <see cref="PromotionKind.Fixed"/>, by currency; without the cart's it does not apply.</param>
/// <param name="Buy">X of <see cref="PromotionKind.BuyXGetY"/>.</param>
/// <param name="Get">Y of <see cref="PromotionKind.BuyXGetY"/>.</param>
/// <param name="MinimumSubtotal">Of the whole cart before discounts, by currency; without the cart's it does not apply.</param>
/// <param name="Category">Slug; only lines in it or below it count.</param>
/// <param name="StartsAt">Not before.</param>
/// <param name="EndsAt">Not at or after.</param>
/// <param name="Use">Whether its limits leave room.</param>
internal sealed record PromotionRule(
    Guid Id,
    string? Code,
    string Name,
    PromotionKind Kind,
    int Priority = 0,
    bool Exclusive = false,
    int BasisPoints = 0,
    IReadOnlyDictionary<string, long>? Amounts = null,
    int Buy = 0,
    int Get = 0,
    IReadOnlyDictionary<string, long>? MinimumSubtotal = null,
    string? Category = null,
    DateTimeOffset? StartsAt = null,
    DateTimeOffset? EndsAt = null,
    PromotionUse Use = PromotionUse.Available
);

/// <summary>Where the shop ships to, how, and which tax is due there.</summary>
internal sealed record ShippingRules(IReadOnlyList<ZoneRule> Zones, IReadOnlyList<MethodRule> Methods, IReadOnlyList<TaxRule> Taxes);

/// <summary>Countries that are treated alike; <c>*</c> stands for every country that no other zone names.</summary>
internal sealed record ZoneRule(string Code, IReadOnlyList<string> Countries);

/// <summary>A way of shipping into one zone.</summary>
internal sealed record MethodRule(string Code, string Name, string? Description, string Zone, IReadOnlyList<ShippingRate> Rates);

/// <summary>One price of a method; the cheapest that matches counts.</summary>
/// <param name="MinGrams">From this weight, included.</param>
/// <param name="MaxGrams">Below this weight; null for no end.</param>
/// <param name="MinSubtotal">From this subtotal before discounts, by currency.</param>
/// <param name="Price">By currency.</param>
internal sealed record ShippingRate(
    int MinGrams,
    int? MaxGrams,
    IReadOnlyDictionary<string, long>? MinSubtotal,
    IReadOnlyDictionary<string, long> Price
);

/// <summary>A tax rate of a zone; one with a category goes before the general one, several of them: the lowest.</summary>
internal sealed record TaxRule(string Zone, string? Category, int BasisPoints, bool IncludedInPrice, bool AppliesToShipping);
