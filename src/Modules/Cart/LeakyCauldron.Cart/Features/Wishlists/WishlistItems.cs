namespace LeakyCauldron.Cart.Features.Wishlists;

/// <param name="VariantId">Either this</param>
/// <param name="Sku">or this.</param>
internal sealed record WishlistItemBody(Guid? VariantId, string? Sku);

internal sealed record AddWishlistItem(Guid Id, WishlistItemBody Body, Caller Caller) : ICommand<WishlistDto>;

internal sealed record RemoveWishlistItem(Guid Id, Guid ItemId, Caller Caller) : ICommand<WishlistDto>;

internal sealed class AddWishlistItemValidator : AbstractValidator<AddWishlistItem>
{
    public AddWishlistItemValidator()
    {
        RuleFor(c => c.Body.Sku).RequiredLine(255).When(c => c.Body.VariantId is null);
        RuleFor(c => c.Body.Sku).Null().When(c => c.Body.VariantId is not null).WithMessage("Give either variantId or sku.");
    }
}

internal sealed class WishlistItemsHandler(WishlistReads reads, CartQuotes quotes, ShopSettings shop, TimeProvider clock)
    : IRequestHandler<AddWishlistItem, Result<WishlistDto>>,
        IRequestHandler<RemoveWishlistItem, Result<WishlistDto>>
{
    public async Task<Result<WishlistDto>> Handle(AddWishlistItem request, CancellationToken cancellationToken)
    {
        if (await reads.FindAsync(request.Id, request.Caller, cancellationToken) is not { } list)
        {
            return CartErrors.WishlistNotFound;
        }

        var (variantId, sku) = request.Body;
        var offers = await quotes.OffersAsync(shop.Currency, variantId is { } known ? [known] : [], cancellationToken, sku is null ? [] : [sku]);
        if (offers.IsError)
        {
            return offers.Error;
        }

        return offers.Value.Find(variantId, sku) is not { } variant ? CartErrors.VariantNotFound
            : list.Add(variant, clock.Now()) is { } refusal ? refusal
            : await reads.ReadAsync(list, null, cancellationToken);
    }

    public async Task<Result<WishlistDto>> Handle(RemoveWishlistItem request, CancellationToken cancellationToken)
    {
        if (await reads.FindAsync(request.Id, request.Caller, cancellationToken) is not { } list)
        {
            return CartErrors.WishlistNotFound;
        }

        return list.Remove(request.ItemId, clock.Now()) is { } refusal ? refusal : await reads.ReadAsync(list, null, cancellationToken);
    }
}

internal static class WishlistItemsEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/me/wishlists/{id:guid}/items",
                async (Guid id, WishlistItemBody body, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new AddWishlistItem(id, body, caller), ct)).ToOk()
            )
            .Describe("addWishlistItem", "Cart", "Puts a variant on a wishlist; the same twice is one item")
            .Produces<WishlistDto>()
            .ProducesProblems(400, 401, 403, 404, 409, 503)
            .RequireAuthorization(Policies.Shopper);
        api.MapDelete(
                "/me/wishlists/{id:guid}/items/{itemId:guid}",
                async (Guid id, Guid itemId, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RemoveWishlistItem(id, itemId, caller), ct)).ToOk()
            )
            .Describe("removeWishlistItem", "Cart", "Takes an item off a wishlist")
            .Produces<WishlistDto>()
            .ProducesProblems(401, 403, 404, 503)
            .RequireAuthorization(Policies.Shopper);
    }
}
