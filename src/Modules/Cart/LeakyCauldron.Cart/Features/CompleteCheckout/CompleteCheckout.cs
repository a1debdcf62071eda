namespace LeakyCauldron.Cart.Features.CompleteCheckout;

internal sealed class CompleteCheckoutHandler(CartDbContext db, TimeProvider clock) : IRequestHandler<Contracts.CompleteCheckout, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(Contracts.CompleteCheckout request, CancellationToken cancellationToken)
    {
        var now = clock.Now();
        var completed = await db
            .Carts.Where(c => c.OrderId == request.OrderId && c.Status == CartStatus.CheckingOut)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CartStatus.Ordered).SetProperty(c => c.UpdatedAt, now), cancellationToken);

        // A cart that is gone has nothing left to close; one that somebody else has, or nobody, was never this order's.
        return
            completed == 0
            && await db.Carts.AnyAsync(c => c.Key == request.CartId && c.MergedInto == null && c.OrderId != request.OrderId, cancellationToken)
            ? Error.Conflict("checkout_not_claimed", "This order has not claimed the cart.")
            : Unit.Value;
    }
}
