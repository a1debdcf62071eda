namespace LeakyCauldron.Cart.Features.ListShippingMethods;

/// <summary>A way to ship this cart and what it would cost, promotions included.</summary>
internal sealed record ShippingMethodDto(string Code, string Name, string? Description, Money Price);

internal sealed record ListShippingMethods(Guid Id, Caller Caller) : IQuery<ItemList<ShippingMethodDto>>;

internal sealed class ListShippingMethodsHandler(CartStore store, CartQuotes quotes)
    : IRequestHandler<ListShippingMethods, Result<ItemList<ShippingMethodDto>>>
{
    public async Task<Result<ItemList<ShippingMethodDto>>> Handle(ListShippingMethods request, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(request.Id, request.Caller.UserId, tracked: false, cancellationToken) is not { } loaded)
        {
            return CartErrors.CartNotFound;
        }

        var quote = await quotes.QuoteAsync(loaded.Cart, loaded.Rules, cancellationToken);
        return quote.IsError
            ? quote.Error
            : new ItemList<ShippingMethodDto>([
                .. from option in quote.Value.Priced.Options
                let price = quote.Value.Priced.FreeShipping is null ? option.Price : 0
                select new ShippingMethodDto(option.Code, option.Name, option.Description, new(price, loaded.Cart.Currency)),
            ]);
    }
}

internal static class ListShippingMethodsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/carts/{id:guid}/shipping-methods",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListShippingMethods(id, caller), ct)).ToOk()
            )
            .Describe(
                "listCartShippingMethods",
                "Cart",
                "Ways to ship this cart to its address, or at home while it has none; empty if nothing needs shipping"
            )
            .Produces<ItemList<ShippingMethodDto>>()
            .ProducesProblems(404, 503)
            .AllowAnonymous();
}
