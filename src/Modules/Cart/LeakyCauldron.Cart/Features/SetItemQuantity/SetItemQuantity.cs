namespace LeakyCauldron.Cart.Features.SetItemQuantity;

/// <summary>How many.</summary>
/// <param name="Quantity">1 to 999.</param>
internal sealed record SetItemQuantityBody(int Quantity);

internal sealed record SetItemQuantity(CartTarget Target, Guid ItemId, SetItemQuantityBody Body) : ICommand<CartDto>;

internal sealed class SetItemQuantityValidator : AbstractValidator<SetItemQuantity>
{
    public SetItemQuantityValidator() => RuleFor(c => c.Body.Quantity).InclusiveBetween(1, ShoppingCart.MaxQuantity);
}

internal sealed class SetItemQuantityHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<SetItemQuantity, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(SetItemQuantity request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(
            request.Target,
            new((cart, offers) => cart.SetQuantity(request.ItemId, offers.Sold, request.Body.Quantity, clock.Now())),
            cancellationToken
        );
}

internal static class SetItemQuantityEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/carts/{id:guid}/items/{itemId:guid}",
                async ([AsParameters] CartTarget target, Guid itemId, SetItemQuantityBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SetItemQuantity(target, itemId, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("setCartItemQuantity", "Cart", "Sets a line's quantity")
            .IsCartWrite();
}
