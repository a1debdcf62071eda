namespace LeakyCauldron.Cart.Contracts;

/// <summary>
/// Claims a cart for one order: recomputes it under its lock, redeems its coupons for that order, and closes it to changes. Sending it again for the same
/// order answers the same snapshot. Refusals: <c>cart_not_found</c>, <c>cart_empty</c>, <c>cart_incomplete</c> (with <c>requirements</c>),
/// <c>checkout_in_progress</c>, <c>cart_already_ordered</c> (with <c>orderId</c>), <c>insufficient_stock</c> (with <c>available</c>, <c>sku</c>; 0 for what is not sold any
/// more), <c>price_unavailable</c>, <c>coupon_exhausted</c> (with <c>coupon</c>), <c>validation_failed</c> for an address that cannot be used.
/// </summary>
/// <param name="CartId">The key as the shopper knows it.</param>
/// <param name="OrderId">The order to be.</param>
/// <param name="UserId">Who asks; null for a guest.</param>
/// <param name="ShippingAddress">In place of the cart's.</param>
/// <param name="BillingAddress">In place of the cart's.</param>
/// <param name="ShippingMethod">Code, in place of the cart's.</param>
/// <param name="Email">The order's mail address: coupons that are limited per person tell guests apart by it. Only a hash of it is kept.</param>
[Contract("cart.begin-checkout.v1", Idempotent = true)]
public sealed record BeginCheckout(
    Guid CartId,
    Guid OrderId,
    Guid? UserId,
    Address? ShippingAddress,
    Address? BillingAddress,
    string? ShippingMethod,
    string? Email = null
) : ICommand<CheckoutSnapshot>;

/// <summary>Opens the cart again and gives its coupons back; only for the order that claimed it, else nothing happens.</summary>
[Contract("cart.release-checkout.v1", Idempotent = true)]
public sealed record ReleaseCheckout(Guid CartId, Guid OrderId) : ICommand;

/// <summary>The cart has become the order; it can be read but never changed again.</summary>
[Contract("cart.complete-checkout.v1", Idempotent = true)]
public sealed record CompleteCheckout(Guid CartId, Guid OrderId) : ICommand;

/// <summary>The cart as it will be ordered; lines and adjustments add up to the total to the minor unit.</summary>
public sealed record CheckoutSnapshot(
    Guid CartId,
    string Currency,
    IReadOnlyList<CheckoutLine> Lines,
    IReadOnlyList<string> Coupons,
    IReadOnlyList<AppliedDiscount> Discounts,
    CheckoutShipping? Shipping,
    CheckoutTotals Totals,
    Address? ShippingAddress,
    Address? BillingAddress,
    string? Note,
    string? GiftMessage
);

/// <summary>A line with what it costs; <paramref name="Discount"/> is its share of all discounts, <paramref name="Tax"/> what its discounted total bears.</summary>
public sealed record CheckoutLine(
    Guid Id,
    Guid VariantId,
    Guid ProductId,
    string Sku,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    string? Image,
    int Quantity,
    Money UnitPrice,
    Money LineTotal,
    Money Discount,
    Money Tax,
    bool RequiresShipping
);

/// <summary>A discount as the shopper is told it.</summary>
/// <param name="Code">Coupon, or null if automatic.</param>
/// <param name="Name">For people.</param>
/// <param name="Amount">Positive.</param>
public sealed record AppliedDiscount(string? Code, string Name, Money Amount);

/// <summary>The chosen way of shipping.</summary>
public sealed record CheckoutShipping(string Code, string Name, Money Price);

/// <summary>total = subtotal − discount + shipping, plus tax where it is not included.</summary>
public sealed record CheckoutTotals(Money Subtotal, Money Discount, Money Shipping, Money Tax, bool TaxIncluded, Money Total);
