namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>What a cart costs; amounts are minor units.</summary>
/// <param name="Lines">By line id; their discounts add up to <paramref name="Discount"/> exactly.</param>
/// <param name="Subtotal">Lines before discounts.</param>
/// <param name="Discount">Off the lines.</param>
/// <param name="Shipping">What shipping costs after free shipping.</param>
/// <param name="Tax">Of lines and shipping.</param>
/// <param name="TaxIncluded">True if the tax is inside the prices, and so inside the total.</param>
/// <param name="Applied">Promotions that had an effect, in the order they were applied.</param>
/// <param name="Refused">Coupons that had none, and why.</param>
/// <param name="Options">Ways to ship it, the cheapest first; empty if nothing needs shipping.</param>
/// <param name="Chosen">The chosen way, if it is among them.</param>
/// <param name="FreeShipping">The promotion that pays for shipping.</param>
internal sealed record PricedCart(
    IReadOnlyDictionary<Guid, PricedLine> Lines,
    long Subtotal,
    long Discount,
    long Shipping,
    long Tax,
    bool TaxIncluded,
    IReadOnlyList<AppliedPromotion> Applied,
    IReadOnlyList<RefusedCoupon> Refused,
    IReadOnlyList<ShippingOption> Options,
    ShippingOption? Chosen,
    AppliedPromotion? FreeShipping
)
{
    public long Total => Subtotal - Discount + Shipping + (TaxIncluded ? 0 : Tax);
}

/// <summary>A line's share.</summary>
internal sealed record PricedLine(long Total, long Discount, long Tax);

/// <summary>A promotion and what it took off the lines; 0 for free shipping.</summary>
internal sealed record AppliedPromotion(Guid PromotionId, string? Code, string Name, PromotionKind Kind, long Amount);

/// <summary>A coupon that does nothing for this cart.</summary>
internal sealed record RefusedCoupon(string Code, CouponRefusal Reason);

/// <summary>A way to ship and its price without promotions.</summary>
internal sealed record ShippingOption(string Code, string Name, string? Description, long Price);

/// <summary>Why a coupon does nothing.</summary>
internal enum CouponRefusal
{
    /// <summary>There is no such coupon any more.</summary>
    Unknown,
    NotStarted,
    Expired,
    Exhausted,
    UsedByPerson,
    Currency,
    MinimumNotMet,
    NoMatchingItems,
    NotEnoughItems,
    NotCombinable,

    /// <summary>There is nothing left to take anything off.</summary>
    NoEffect,
}
