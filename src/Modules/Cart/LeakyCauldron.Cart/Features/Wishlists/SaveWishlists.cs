namespace LeakyCauldron.Cart.Features.Wishlists;

/// <param name="Name">Unique among the person's lists, whatever the case of its letters.</param>
internal sealed record WishlistNameBody(string Name);

internal sealed record CreateWishlist(WishlistNameBody Body, Caller Caller) : ICommand<WishlistDto>;

internal sealed record RenameWishlist(Guid Id, WishlistNameBody Body, Caller Caller) : ICommand<WishlistDto>;

internal sealed record DeleteWishlist(Guid Id, Caller Caller) : ICommand;

internal sealed class CreateWishlistValidator : AbstractValidator<CreateWishlist>
{
    public CreateWishlistValidator() => RuleFor(c => c.Body.Name).RequiredLine(100);
}

internal sealed class RenameWishlistValidator : AbstractValidator<RenameWishlist>
{
    public RenameWishlistValidator() => RuleFor(c => c.Body.Name).RequiredLine(100);
}

internal sealed class SaveWishlistsHandler(CartDbContext db, WishlistReads reads, TimeProvider clock)
    : IRequestHandler<CreateWishlist, Result<WishlistDto>>,
        IRequestHandler<RenameWishlist, Result<WishlistDto>>,
        IRequestHandler<DeleteWishlist, Result<Unit>>
{
    public async Task<Result<WishlistDto>> Handle(CreateWishlist request, CancellationToken cancellationToken)
    {
        var (userId, key) = (request.Caller.UserId!.Value, Wishlist.KeyOf(request.Body.Name));
        var known = await db.Wishlists.Where(w => w.UserId == userId).Select(w => new { w.Number, w.NameKey }).ToListAsync(cancellationToken);
        if (known.Exists(w => w.NameKey == key))
        {
            return CartErrors.WishlistNameTaken;
        }

        if (known.Count >= Wishlist.MostLists)
        {
            return CartErrors.WishlistLimit;
        }

        var free = Enumerable.Range(1, Wishlist.MostLists).First(n => known.TrueForAll(w => w.Number != n));
        var list = Wishlist.Create(userId, free, request.Body.Name, clock.Now());
        db.Wishlists.Add(list);
        return await reads.ReadAsync(list, null, cancellationToken);
    }

    public async Task<Result<WishlistDto>> Handle(RenameWishlist request, CancellationToken cancellationToken)
    {
        if (await reads.FindAsync(request.Id, request.Caller, cancellationToken) is not { } list)
        {
            return CartErrors.WishlistNotFound;
        }

        var key = Wishlist.KeyOf(request.Body.Name);
        if (await db.Wishlists.AnyAsync(w => w.UserId == list.UserId && w.NameKey == key && w.Id != list.Id, cancellationToken))
        {
            return CartErrors.WishlistNameTaken;
        }

        list.Rename(request.Body.Name, clock.Now());
        return await reads.ReadAsync(list, null, cancellationToken);
    }

    public async Task<Result<Unit>> Handle(DeleteWishlist request, CancellationToken cancellationToken)
    {
        if (await reads.FindAsync(request.Id, request.Caller, cancellationToken) is not { } list)
        {
            return CartErrors.WishlistNotFound;
        }

        db.Wishlists.Remove(list);
        return Unit.Value;
    }
}

internal static class SaveWishlistsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/me/wishlists",
                async (WishlistNameBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new CreateWishlist(body, caller), ct)).ToCreated(w => $"/api/v1/me/wishlists/{w.Id}")
            )
            .Describe("createWishlist", "Cart", "A new wishlist")
            .Produces<WishlistDto>(201)
            .ProducesProblems(400, 401, 403, 409)
            .Idempotent()
            .RequireAuthorization(Policies.Shopper);
        api.MapPatch(
                "/me/wishlists/{id:guid}",
                async (Guid id, WishlistNameBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RenameWishlist(id, body, caller), ct)).ToOk()
            )
            .Describe("renameWishlist", "Cart", "Gives a wishlist another name")
            .Produces<WishlistDto>()
            .ProducesProblems(400, 401, 403, 404, 409, 503)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/wishlists/{id:guid}",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new DeleteWishlist(id, caller), ct)).ToNoContent()
            )
            .Describe("deleteWishlist", "Cart", "Throws a wishlist away")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
    }
}
