using LeakyCauldron.Cart.Features.Shared;

namespace LeakyCauldron.Cart.Features.ReleaseCheckout;

internal sealed class ReleaseCheckoutHandler(CheckoutClaims claims, TimeProvider clock) : IRequestHandler<Contracts.ReleaseCheckout, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(Contracts.ReleaseCheckout request, CancellationToken cancellationToken)
    {
        await claims.ReleaseAsync(request.OrderId, clock.Now(), cancellationToken);
        return Unit.Value;
    }
}
