namespace LeakyCauldron.Cart.Features.RemoveCoupon;

internal sealed record RemoveCoupon(CartTarget Target, string Code) : ICommand<CartDto>;

internal sealed class RemoveCouponHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<RemoveCoupon, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(RemoveCoupon request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(request.Target, new((cart, _) => cart.RemoveCoupon(CouponCode.Normalize(request.Code), clock.Now())), cancellationToken);
}

internal static class RemoveCouponEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/carts/{id:guid}/coupons/{code}",
                async ([AsParameters] CartTarget target, string code, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RemoveCoupon(target, code), ct)).ToOk(CartEtag.Of)
            )
            .Describe("removeCartCoupon", "Cart", "Takes a coupon off the cart")
            .IsCartWrite();
}
