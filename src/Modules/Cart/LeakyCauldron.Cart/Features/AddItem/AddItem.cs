namespace LeakyCauldron.Cart.Features.AddItem;

/// <summary>What goes into the cart.</summary>
/// <param name="VariantId">Either this</param>
/// <param name="Sku">or this.</param>
/// <param name="Quantity">1 to 999.</param>
internal sealed record AddItemBody(Guid? VariantId, string? Sku, int Quantity);

internal sealed record AddItem(CartTarget Target, AddItemBody Body) : ICommand<CartDto>;

internal sealed class AddItemValidator : AbstractValidator<AddItem>
{
    public AddItemValidator()
    {
        RuleFor(c => c.Body.Quantity).InclusiveBetween(1, ShoppingCart.MaxQuantity);
        RuleFor(c => c.Body.Sku).RequiredLine(255).When(c => c.Body.VariantId is null);
        RuleFor(c => c.Body.Sku).Null().When(c => c.Body.VariantId is not null).WithMessage("Give either variantId or sku.");
    }
}

internal sealed class AddItemHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<AddItem, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(AddItem request, CancellationToken cancellationToken)
    {
        var (variantId, sku, quantity) = request.Body;
        return writes.ApplyAsync(
            request.Target,
            new((cart, offers) => offers.Find(variantId, sku) is { } variant ? cart.Add(variant, quantity, clock.Now()) : CartErrors.VariantNotFound)
            {
                WantedIds = variantId is { } id ? [id] : [],
                WantedSkus = sku is null ? [] : [sku],
            },
            cancellationToken
        );
    }
}

internal static class AddItemEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/carts/{id:guid}/items",
                async ([AsParameters] CartTarget target, AddItemBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new AddItem(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("addCartItem", "Cart", "Adds a variant; the same variant twice is one line")
            .IsCartWrite();
}
