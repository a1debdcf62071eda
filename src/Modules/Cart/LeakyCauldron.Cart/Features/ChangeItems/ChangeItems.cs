namespace LeakyCauldron.Cart.Features.ChangeItems;

/// <summary>Many changes at once, all or none of them.</summary>
/// <param name="Remove">Ids of lines to take out.</param>
/// <param name="Set">Variants whose quantity becomes this; 0 takes them out.</param>
/// <param name="Add">Variants of which there are so many more.</param>
internal sealed record ChangeItemsBody(IReadOnlyList<Guid>? Remove, IReadOnlyList<CartItemBody>? Set, IReadOnlyList<CartItemBody>? Add);

/// <param name="VariantId">Either this</param>
/// <param name="Sku">or this.</param>
/// <param name="Quantity">Up to 999.</param>
internal sealed record CartItemBody(Guid? VariantId, string? Sku, int Quantity);

internal sealed record ChangeItems(CartTarget Target, ChangeItemsBody Body) : ICommand<CartDto>;

internal sealed class ChangeItemsValidator : AbstractValidator<ChangeItems>
{
    public ChangeItemsValidator()
    {
        RuleFor(c => c.Body)
            .Must(b => (b.Remove?.Count ?? 0) + (b.Set?.Count ?? 0) + (b.Add?.Count ?? 0) is >= 1 and <= ShoppingCart.MaxLines)
            .WithMessage($"1 to {ShoppingCart.MaxLines} changes.")
            .OverridePropertyName("items");
        RuleForEach(c => c.Body.Set).SetValidator(new CartItemValidator(0)).OverridePropertyName("set");
        RuleForEach(c => c.Body.Add).SetValidator(new CartItemValidator(1)).OverridePropertyName("add");
    }
}

internal sealed class CartItemValidator : AbstractValidator<CartItemBody>
{
    public CartItemValidator(int least)
    {
        RuleFor(i => i.Quantity).InclusiveBetween(least, ShoppingCart.MaxQuantity);
        RuleFor(i => i.Sku).RequiredLine(255).When(i => i.VariantId is null);
        RuleFor(i => i.Sku).Null().When(i => i.VariantId is not null).WithMessage("Give either variantId or sku.");
    }
}

internal sealed class ChangeItemsHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<ChangeItems, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(ChangeItems request, CancellationToken cancellationToken)
    {
        var (remove, set, add) = (request.Body.Remove ?? [], request.Body.Set ?? [], request.Body.Add ?? []);
        var wanted = set.Concat(add).ToArray();
        return writes.ApplyAsync(
            request.Target,
            new(
                (cart, offers) =>
                    remove.Select(id => cart.Remove(id, clock.Now())?.With("field", "remove")).FirstOrDefault(e => e is not null)
                    ?? First(set, "set", item => Set(cart, offers, item))
                    ?? First(add, "add", item => Add(cart, offers, item))
            )
            {
                WantedIds = [.. wanted.Where(i => i.VariantId is not null).Select(i => i.VariantId!.Value)],
                WantedSkus = [.. wanted.Where(i => i.VariantId is null).Select(i => i.Sku!)],
            },
            cancellationToken
        );
    }

    private Error? Add(ShoppingCart cart, Offers offers, CartItemBody item) =>
        offers.Find(item.VariantId, item.Sku) is { } variant ? cart.Add(variant, item.Quantity, clock.Now()) : CartErrors.VariantNotFound;

    private Error? Set(ShoppingCart cart, Offers offers, CartItemBody item)
    {
        var line = cart.Lines.FirstOrDefault(l => l.VariantId == item.VariantId || (item.Sku is not null && l.Sku == item.Sku));
        return item.Quantity > 0
            ? line is null
                ? Add(cart, offers, item)
                : cart.SetQuantity(line.Id, offers.Sold, item.Quantity, clock.Now())
            : line is null
                ? null
                : cart.Remove(line.Id, clock.Now());
    }

    private static Error? First(IReadOnlyList<CartItemBody> items, string field, Func<CartItemBody, Error?> apply)
    {
        for (var i = 0; i < items.Count; i++)
        {
            if (apply(items[i]) is { } refused)
            {
                return refused.With("field", $"{field}[{i}]");
            }
        }

        return null;
    }
}

internal static class ChangeItemsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPatch(
                "/carts/{id:guid}/items",
                async ([AsParameters] CartTarget target, ChangeItemsBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ChangeItems(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("changeCartItems", "Cart", "Takes out, sets and adds many lines at once; all or nothing")
            .IsCartWrite();
}
