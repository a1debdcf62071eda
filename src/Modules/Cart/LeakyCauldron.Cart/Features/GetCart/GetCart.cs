namespace LeakyCauldron.Cart.Features.GetCart;

internal sealed record GetCart(Guid Id, Caller Caller) : IQuery<CartDto>;

internal sealed class GetCartHandler(CartStore store, CartReads reads) : IRequestHandler<GetCart, Result<CartDto>>
{
    public async Task<Result<CartDto>> Handle(GetCart request, CancellationToken cancellationToken) =>
        await store.FindAsync(request.Id, request.Caller.UserId, tracked: false, cancellationToken) is { } loaded
            ? await reads.ReadAsync(loaded, cancellationToken)
            : CartErrors.CartNotFound;
}

internal static class GetCartEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/carts/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new GetCart(id, caller), ct)).ToOk(CartEtag.Of)
            )
            .Describe("getCart", "Cart", "A cart with today's prices and stock")
            .Produces<CartDto>()
            .Produces(304)
            .ProducesProblems(404, 409, 503)
            .AllowAnonymous();
}
