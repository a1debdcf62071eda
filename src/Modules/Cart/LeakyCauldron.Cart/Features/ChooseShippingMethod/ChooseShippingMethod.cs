namespace LeakyCauldron.Cart.Features.ChooseShippingMethod;

/// <summary>A shipping method.</summary>
/// <param name="Code">One of those listed for the cart.</param>
internal sealed record ChooseShippingMethodBody(string Code);

internal sealed record ChooseShippingMethod(CartTarget Target, ChooseShippingMethodBody Body) : ICommand<CartDto>;

internal sealed class ChooseShippingMethodValidator : AbstractValidator<ChooseShippingMethod>
{
    public ChooseShippingMethodValidator() => RuleFor(c => c.Body.Code).RequiredLine(64);
}

internal sealed class ChooseShippingMethodHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<ChooseShippingMethod, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(ChooseShippingMethod request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(
            request.Target,
            new(
                (cart, _) =>
                {
                    cart.ChooseShipping(request.Body.Code, clock.Now());
                    return null;
                }
            )
            {
                Verify = Objection,
            },
            cancellationToken
        );

    private static Error? Objection(CartQuote quote) =>
        quote.Priced.Chosen is not null
            ? null
            : Error
                .Conflict("shipping_method_unavailable", "This shipping method is not to be had for this cart and address.")
                .With("available", quote.Priced.Options.Select(o => o.Code).ToArray());
}

internal static class ChooseShippingMethodEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/carts/{id:guid}/shipping-method",
                async ([AsParameters] CartTarget target, ChooseShippingMethodBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ChooseShippingMethod(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("chooseCartShippingMethod", "Cart", "Chooses how the cart is shipped")
            .IsCartWrite();
}
