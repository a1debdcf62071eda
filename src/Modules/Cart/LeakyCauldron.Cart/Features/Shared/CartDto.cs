using System.Text.Json.Serialization;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>A cart as it is answered by every read and write.</summary>
/// <param name="Id">The key to it.</param>
/// <param name="Status">open, checking_out or ordered.</param>
/// <param name="Currency">Of all its money.</param>
/// <param name="Items">One a variant.</param>
/// <param name="Saved">What was taken out to be bought another time; it costs nothing here.</param>
/// <param name="Coupons">Codes on the cart, those without effect too.</param>
/// <param name="Discounts">What promotions take off the items; they add up to the discount of the totals.</param>
/// <param name="ShippingMethod">The chosen one, if it can be used.</param>
/// <param name="Totals">total = subtotal − discount + shipping, plus tax where it is not included.</param>
/// <param name="ShippingAddress">Where it goes.</param>
/// <param name="BillingAddress">Null: the same.</param>
/// <param name="Warnings">What has changed or stands in the way.</param>
/// <param name="Requirements">What is still missing for an order: items, shipping_address, shipping_method.</param>
/// <param name="Note">For the shop.</param>
/// <param name="GiftMessage">For whoever unpacks it.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="ExpiresAt">When it is thrown away if nothing changes.</param>
internal sealed record CartDto(
    Guid Id,
    CartStatus Status,
    string Currency,
    IReadOnlyList<CartItemDto> Items,
    IReadOnlyList<SavedItemDto> Saved,
    IReadOnlyList<string> Coupons,
    IReadOnlyList<CartDiscountDto> Discounts,
    CartShippingDto? ShippingMethod,
    CartTotalsDto Totals,
    Address? ShippingAddress,
    Address? BillingAddress,
    IReadOnlyList<CartWarning> Warnings,
    IReadOnlyList<string> Requirements,
    string? Note,
    string? GiftMessage,
    long Version,
    DateTimeOffset ExpiresAt
);

/// <summary>A line; one that cannot be bought now has a line total of zero and a warning.</summary>
internal sealed record CartItemDto(
    Guid Id,
    Guid VariantId,
    string Sku,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    int Quantity,
    Money? UnitPrice,
    Money LineTotal,
    int? Available,
    string? Image
);

/// <summary>Kept for later, at today's price; without a price it is not sold at present.</summary>
internal sealed record SavedItemDto(
    Guid Id,
    Guid VariantId,
    string Sku,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    int Quantity,
    Money? UnitPrice,
    int? Available,
    string? Image,
    DateTimeOffset SavedAt
);

/// <summary>A promotion's effect on the items; without a code it is automatic.</summary>
internal sealed record CartDiscountDto(string? Code, string Name, Money Amount);

/// <summary>The chosen way of shipping; <paramref name="ListPrice"/> is its price without the promotion that <paramref name="FreeBy"/> names.</summary>
internal sealed record CartShippingDto(string Code, string Name, Money Price, Money ListPrice, string? FreeBy);

/// <summary>What it all costs.</summary>
internal sealed record CartTotalsDto(Money Subtotal, Money Discount, Money Shipping, Money Tax, bool TaxIncluded, Money Total);

/// <summary>Something the shopper should know.</summary>
/// <param name="Code">
/// price_changed, insufficient_stock, unavailable, price_unavailable, coupon_not_applicable, shipping_method_unavailable; after a claim also quantity_capped and cart_full.
/// </param>
/// <param name="ItemId">The item it is about.</param>
/// <param name="Message">For people.</param>
internal sealed record CartWarning(string Code, Guid? ItemId, string Message)
{
    /// <summary>Price the shopper saw last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? Old { get; init; }

    /// <summary>Price now.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Money? New { get; init; }

    /// <summary>Units there are.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Available { get; init; }

    /// <summary>Units asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Requested { get; init; }

    /// <summary>Of an item that is not in the cart.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Sku { get; init; }

    /// <summary>Code of the coupon.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Coupon { get; init; }

    /// <summary>Why the coupon does nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public CouponRefusal? Reason { get; init; }
}
