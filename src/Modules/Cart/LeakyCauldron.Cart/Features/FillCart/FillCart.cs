using LeakyCauldron.Cart.Features.Shared;

namespace LeakyCauldron.Cart.Features.FillCart;

internal sealed class FillCartValidator : AbstractValidator<Contracts.FillCart>
{
    public FillCartValidator()
    {
        RuleFor(c => c.Lines).Must(lines => lines.Count <= ShoppingCart.MaxLines).WithMessage($"At most {ShoppingCart.MaxLines}.");
        RuleForEach(c => c.Lines).ChildRules(line => line.RuleFor(l => l.Quantity).GreaterThan(0));
    }
}

internal sealed class FillCartHandler(CartDbContext db, CartStore store, CartQuotes quotes, ShopSettings shop, TimeProvider clock)
    : IRequestHandler<Contracts.FillCart, Result<FilledCart>>
{
    public async Task<Result<FilledCart>> Handle(Contracts.FillCart request, CancellationToken cancellationToken)
    {
        var mine = await store.FindOfAsync(request.UserId, tracked: true, cancellationToken);
        var cart = mine?.Cart ?? ShoppingCart.Start(shop.Currency, request.UserId, clock.Now());
        if (!cart.IsOpen)
        {
            return CartErrors.NotOpen(cart);
        }

        var offers = await quotes.OffersAsync(cart.Currency, request.Lines.Select(l => l.VariantId), cancellationToken);
        if (offers.IsError)
        {
            return offers.Error;
        }

        if (mine is null)
        {
            cart.Inherit(await store.KeptOfAsync(request.UserId, cancellationToken));
            db.Carts.Add(cart);
        }

        return new FilledCart(cart.Key, [.. request.Lines.Select(l => Fill(cart, l, offers.Value))]);
    }

    private FilledLine Fill(ShoppingCart cart, CartFill line, Offers offers)
    {
        if (offers.Sold(line.VariantId) is not { } variant)
        {
            return new(line.VariantId, 0, "not_for_sale");
        }

        if (variant.Price is null)
        {
            return new(line.VariantId, 0, "price_unavailable");
        }

        var inCart = cart.LineOf(line.VariantId)?.Quantity ?? 0;
        var inStock = Math.Max(0, (variant.Available ?? int.MaxValue) - inCart);
        var room = Math.Max(0, ShoppingCart.MaxQuantity - inCart);
        var units = Math.Min(line.Quantity, Math.Min(inStock, room));
        if (units > 0 && cart.Add(variant, units, clock.Now()) is { } refusal)
        {
            return new(line.VariantId, 0, refusal.Code);
        }

        return new(
            line.VariantId,
            units,
            units == line.Quantity ? null
                : inStock <= room ? "insufficient_stock"
                : "quantity_limit"
        );
    }
}
