namespace LeakyCauldron.Cart.Features.CompleteCheckout;

internal sealed class CompleteCheckoutHandler(CartDbContext db, TimeProvider clock) : IRequestHandler<Contracts.CompleteCheckout, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(Contracts.CompleteCheckout request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        // The order has its own copy of whom it goes to; a cart that a guest began could not be found again when the person is erased.
        var completed = await db.Database.ExecuteSqlAsync(
            $$"""
            UPDATE cart.carts
            SET status = 'ordered', updated_at = {{now}}, shipping_address = NULL, billing_address = NULL, note = NULL, gift_message = NULL,
                checkout = checkout || '{"shippingAddress": null, "billingAddress": null, "note": null, "giftMessage": null}'
            WHERE order_id = {{request.OrderId}} AND status = 'checking_out'
            """,
            cancellationToken
        );

        // A cart that is gone has nothing left to close; one that somebody else has, or nobody, was never this order's.
        return
            completed == 0
            && await db.Carts.AnyAsync(c => c.Key == request.CartId && c.MergedInto == null && c.OrderId != request.OrderId, cancellationToken)
            ? Error.Conflict("checkout_not_claimed", "This order has not claimed the cart.")
            : Unit.Value;
    }
}
