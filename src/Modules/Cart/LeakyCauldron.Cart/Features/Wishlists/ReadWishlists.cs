namespace LeakyCauldron.Cart.Features.Wishlists;

internal sealed record ListWishlists(Caller Caller) : IQuery<ItemList<WishlistSummary>>;

internal sealed record GetWishlist(Guid Id, string? Currency, Caller Caller) : IQuery<WishlistDto>;

internal sealed class ReadWishlistsHandler(CartDbContext db, WishlistReads reads)
    : IRequestHandler<ListWishlists, Result<ItemList<WishlistSummary>>>,
        IRequestHandler<GetWishlist, Result<WishlistDto>>
{
    public async Task<Result<ItemList<WishlistSummary>>> Handle(ListWishlists request, CancellationToken cancellationToken) =>
        new ItemList<WishlistSummary>(
            await db
                .Wishlists.Where(w => w.UserId == request.Caller.UserId)
                .OrderBy(w => w.Number)
                .Select(w => new WishlistSummary(w.Id, w.Name, w.Items.Count, w.CreatedAt, w.UpdatedAt))
                .ToListAsync(cancellationToken)
        );

    public async Task<Result<WishlistDto>> Handle(GetWishlist request, CancellationToken cancellationToken)
    {
        if (request.Currency is { } currency && !Currencies.IsKnown(currency))
        {
            return Error.Validation("currency", "Must be a currency the shop knows, such as GBP or XGL.");
        }

        return await reads.FindAsync(request.Id, request.Caller, cancellationToken) is { } list
            ? await reads.ReadAsync(list, request.Currency, cancellationToken)
            : CartErrors.WishlistNotFound;
    }
}

internal static class ReadWishlistsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/me/wishlists",
                async (Caller caller, IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListWishlists(caller), ct)).ToOk()
            )
            .Describe("listWishlists", "Cart", "The person's wishlists")
            .Produces<ItemList<WishlistSummary>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
        api.MapGet(
                "/me/wishlists/{id:guid}",
                async (Guid id, string? currency, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new GetWishlist(id, currency, caller), ct)).ToOk()
            )
            .Describe("getWishlist", "Cart", "A wishlist with what is on it, at today's prices")
            .Produces<WishlistDto>()
            .ProducesProblems(400, 401, 403, 404, 503)
            .RequireAuthorization(Policies.Shopper);
    }
}
