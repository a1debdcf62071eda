namespace LeakyCauldron.Cart.Features.CreateCart;

/// <summary>What a new cart may be told.</summary>
/// <param name="Currency">ISO 4217 or XGL; the shop's own if left out.</param>
internal sealed record CreateCartBody(string? Currency);

internal sealed record CreateCart(CreateCartBody Body) : ICommand<CartDto>;

internal sealed class CreateCartValidator : AbstractValidator<CreateCart>
{
    public CreateCartValidator() =>
        RuleFor(c => c.Body.Currency)
            .Must(c => c is null || Currencies.IsKnown(c))
            .WithMessage("Must be a currency the shop knows, such as GBP or XGL.");
}

internal sealed class CreateCartHandler(CartDbContext db, CartStore store, CartReads reads, ShopSettings shop, TimeProvider clock)
    : IRequestHandler<CreateCart, Result<CartDto>>
{
    public async Task<Result<CartDto>> Handle(CreateCart request, CancellationToken cancellationToken)
    {
        var cart = ShoppingCart.Start(request.Body.Currency ?? shop.Currency, null, clock.Now());
        db.Carts.Add(cart);
        return await reads.ReadAsync(new(cart, await store.RulesAsync(cancellationToken)), cancellationToken);
    }
}

internal static class CreateCartEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/carts",
                async (CreateCartBody? body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new CreateCart(body ?? new(null)), ct)).ToCreated(c => $"/api/v1/carts/{c.Id}", CartEtag.Of)
            )
            .Describe("createCart", "Cart", "A new guest cart; its id is the key to it")
            .Produces<CartDto>(201)
            .ProducesProblems(400)
            .Idempotent()
            .AllowAnonymous();
}
