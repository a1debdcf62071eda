namespace LeakyCauldron.Cart.Features.GetMyCart;

/// <summary>A command, because the first reading makes the cart.</summary>
internal sealed record GetMyCart(Guid UserId) : ICommand<CartDto>;

internal sealed class GetMyCartHandler(CartDbContext db, CartStore store, CartReads reads, ShopSettings shop, TimeProvider clock)
    : IRequestHandler<GetMyCart, Result<CartDto>>
{
    public async Task<Result<CartDto>> Handle(GetMyCart request, CancellationToken cancellationToken)
    {
        if (await store.FindOfAsync(request.UserId, tracked: false, cancellationToken) is { } mine)
        {
            return await reads.ReadAsync(mine, cancellationToken);
        }

        var cart = ShoppingCart.Start(shop.Currency, request.UserId, clock.Now());
        cart.Inherit(await store.KeptOfAsync(request.UserId, cancellationToken));
        db.Carts.Add(cart);
        return await reads.ReadAsync(new(cart, await store.RulesAsync(cancellationToken)), cancellationToken);
    }
}

internal static class GetMyCartEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/cart",
                async (Caller caller, IMediator mediator, CancellationToken ct) =>
                    caller.UserId is { } user ? (await mediator.Send(new GetMyCart(user), ct)).ToOk(CartEtag.Of) : Error.Unauthorized().ToHttp()
            )
            .Describe("getMyCart", "Cart", "The signed-in shopper's cart, made when first asked for")
            .Produces<CartDto>()
            .Produces(304)
            .ProducesProblems(401, 403, 409, 503)
            .RequireAuthorization(Policies.Shopper);
}
