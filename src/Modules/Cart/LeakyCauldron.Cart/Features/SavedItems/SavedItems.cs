namespace LeakyCauldron.Cart.Features.SavedItems;

internal sealed record SaveForLater(CartTarget Target, Guid ItemId) : ICommand<CartDto>;

internal sealed record TakeBack(CartTarget Target, Guid ItemId) : ICommand<CartDto>;

internal sealed record ForgetSaved(CartTarget Target, Guid ItemId) : ICommand<CartDto>;

internal sealed class SavedItemsHandler(CartWrites writes, TimeProvider clock)
    : IRequestHandler<SaveForLater, Result<CartDto>>,
        IRequestHandler<TakeBack, Result<CartDto>>,
        IRequestHandler<ForgetSaved, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(SaveForLater request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(request.Target, new((cart, _) => cart.SaveForLater(request.ItemId, clock.Now())), cancellationToken);

    public Task<Result<CartDto>> Handle(TakeBack request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(request.Target, new((cart, offers) => cart.TakeBack(request.ItemId, offers.Sold, clock.Now())), cancellationToken);

    public Task<Result<CartDto>> Handle(ForgetSaved request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(request.Target, new((cart, _) => cart.Forget(request.ItemId, clock.Now())), cancellationToken);
}

internal static class SavedItemsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/carts/{id:guid}/items/{itemId:guid}/save-for-later",
                async ([AsParameters] CartTarget target, Guid itemId, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveForLater(target, itemId), ct)).ToOk(CartEtag.Of)
            )
            .Describe("saveForLater", "Cart", "Takes a line out of the cart and keeps it beside it")
            .IsCartWrite();
        api.MapPost(
                "/carts/{id:guid}/saved/{itemId:guid}/move-to-cart",
                async ([AsParameters] CartTarget target, Guid itemId, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new TakeBack(target, itemId), ct)).ToOk(CartEtag.Of)
            )
            .Describe("moveSavedToCart", "Cart", "Puts what was saved for later back into the cart")
            .IsCartWrite();
        api.MapDelete(
                "/carts/{id:guid}/saved/{itemId:guid}",
                async ([AsParameters] CartTarget target, Guid itemId, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ForgetSaved(target, itemId), ct)).ToOk(CartEtag.Of)
            )
            .Describe("deleteSavedItem", "Cart", "Forgets what was saved for later")
            .IsCartWrite();
    }
}
