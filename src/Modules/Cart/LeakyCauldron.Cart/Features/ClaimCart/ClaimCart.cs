namespace LeakyCauldron.Cart.Features.ClaimCart;

/// <summary>A guest's cart to be joined to the shopper's own.</summary>
/// <param name="CartId">The guest's cart.</param>
/// <param name="Strategy">What happens to the lines: merge (the default) adds quantities up to the stock, replace keeps the guest's, keep keeps the shopper's.</param>
internal sealed record ClaimCartBody(Guid CartId, ClaimStrategy? Strategy);

internal sealed record ClaimCart(Guid UserId, ClaimCartBody Body) : ICommand<CartDto>;

internal sealed class ClaimCartHandler(CartStore store, CartQuotes quotes, CartReads reads, TimeProvider clock)
    : IRequestHandler<ClaimCart, Result<CartDto>>
{
    public async Task<Result<CartDto>> Handle(ClaimCart request, CancellationToken cancellationToken)
    {
        var strategy = request.Body.Strategy ?? ClaimStrategy.Merge;
        if (await store.FindAsync(request.Body.CartId, request.UserId, tracked: true, cancellationToken) is not { } guest)
        {
            return CartErrors.CartNotFound;
        }

        var mine = await store.FindOfAsync(request.UserId, tracked: true, cancellationToken);
        if (guest.Cart.UserId is not null)
        {
            return await reads.ReadAsync(mine ?? guest, cancellationToken);
        }

        if (!guest.Cart.IsOpen)
        {
            return CartErrors.NotOpen(guest.Cart);
        }

        if (mine is null)
        {
            return await AdoptAsync(request.UserId, guest, strategy, cancellationToken);
        }

        return mine.Cart.IsOpen ? await JoinAsync(mine, guest, strategy, cancellationToken) : CartErrors.NotOpen(mine.Cart);
    }

    private async Task<Result<CartDto>> AdoptAsync(Guid userId, LoadedCart guest, ClaimStrategy strategy, CancellationToken ct)
    {
        guest.Cart.Inherit(await store.KeptOfAsync(userId, ct));
        guest.Cart.BelongTo(userId, clock.Now());
        if (strategy is ClaimStrategy.Keep)
        {
            guest.Cart.Clear(clock.Now());
        }

        var quote = await quotes.QuoteAsync(guest.Cart, guest.Rules, ct);
        return quote.IsError ? quote.Error : CartView.Of(quote.Value);
    }

    private async Task<Result<CartDto>> JoinAsync(LoadedCart mine, LoadedCart guest, ClaimStrategy strategy, CancellationToken ct)
    {
        var cart = mine.Cart;
        var currency = cart.CurrencyAfter(guest.Cart, strategy);
        var offers = await quotes.OffersAsync(currency, cart.VariantIds.Concat(guest.Cart.VariantIds), ct);
        if (offers.IsError)
        {
            return offers.Error;
        }

        var adjustments = cart.Join(guest.Cart, strategy, offers.Value.ById, clock.Now());
        var quote = await quotes.PriceAsync(cart, mine.Rules, offers.Value, Destination.Of(cart), Redeemer.Of(cart), ct);
        return CartView.Of(quote, adjustments.Select(CartWarnings.Of));
    }
}

internal static class ClaimCartEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/cart/claim",
                async (Caller caller, ClaimCartBody body, IMediator mediator, CancellationToken ct) =>
                    caller.UserId is { } user ? (await mediator.Send(new ClaimCart(user, body), ct)).ToOk(CartEtag.Of) : Error.Unauthorized().ToHttp()
            )
            .Describe("claimCart", "Cart", "Joins a guest's cart to the signed-in shopper's; nobody else can use it afterwards")
            .Produces<CartDto>()
            .ProducesProblems(401, 403, 404, 503)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
}
