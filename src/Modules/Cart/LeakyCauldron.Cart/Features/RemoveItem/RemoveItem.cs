namespace LeakyCauldron.Cart.Features.RemoveItem;

internal sealed record RemoveItem(CartTarget Target, Guid ItemId) : ICommand<CartDto>;

internal sealed class RemoveItemHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<RemoveItem, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(RemoveItem request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(request.Target, new((cart, _) => cart.Remove(request.ItemId, clock.Now())), cancellationToken);
}

internal static class RemoveItemEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/carts/{id:guid}/items/{itemId:guid}",
                async ([AsParameters] CartTarget target, Guid itemId, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RemoveItem(target, itemId), ct)).ToOk(CartEtag.Of)
            )
            .Describe("removeCartItem", "Cart", "Takes a line out")
            .IsCartWrite();
}
