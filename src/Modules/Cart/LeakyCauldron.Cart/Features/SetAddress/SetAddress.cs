namespace LeakyCauldron.Cart.Features.SetAddress;

/// <summary>Where it goes, and who pays.</summary>
/// <param name="Shipping">Where it goes.</param>
/// <param name="Billing">Left out: the same.</param>
internal sealed record SetAddressBody(Address Shipping, Address? Billing);

internal sealed record SetAddress(CartTarget Target, SetAddressBody Body) : ICommand<CartDto>;

internal sealed class SetAddressValidator : AbstractValidator<SetAddress>
{
    public SetAddressValidator()
    {
        RuleFor(c => c.Body.Shipping).SetValidator(new AddressValidator());
        RuleFor(c => c.Body.Billing!).SetValidator(new AddressValidator()).When(c => c.Body.Billing is not null);
    }
}

internal sealed class SetAddressHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<SetAddress, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(SetAddress request, CancellationToken cancellationToken) =>
        writes.ApplyAsync(
            request.Target,
            new(
                (cart, _) =>
                {
                    cart.SetAddresses(request.Body.Shipping, request.Body.Billing, clock.Now());
                    return null;
                }
            ),
            cancellationToken
        );
}

internal static class SetAddressEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPut(
                "/carts/{id:guid}/address",
                async ([AsParameters] CartTarget target, SetAddressBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SetAddress(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("setCartAddress", "Cart", "Sets shipping and billing address; tax and shipping methods follow the destination")
            .IsCartWrite();
}
