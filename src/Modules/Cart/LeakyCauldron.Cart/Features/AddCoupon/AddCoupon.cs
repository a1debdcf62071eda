namespace LeakyCauldron.Cart.Features.AddCoupon;

/// <summary>A coupon.</summary>
/// <param name="Code">Upper and lower case are the same.</param>
internal sealed record AddCouponBody(string Code);

internal sealed record AddCoupon(CartTarget Target, AddCouponBody Body) : ICommand<CartDto>;

internal sealed class AddCouponValidator : AbstractValidator<AddCoupon>
{
    public AddCouponValidator() => RuleFor(c => c.Body.Code).RequiredLine(64);
}

internal sealed class AddCouponHandler(CartWrites writes, TimeProvider clock) : IRequestHandler<AddCoupon, Result<CartDto>>
{
    public Task<Result<CartDto>> Handle(AddCoupon request, CancellationToken cancellationToken)
    {
        var code = CouponCode.Normalize(request.Body.Code);
        return writes.ApplyAsync(
            request.Target,
            new((cart, _) => cart.AddCoupon(code, clock.Now())) { Verify = quote => Objection(quote, code) },
            cancellationToken
        );
    }

    /// <summary>An empty cart may hold a coupon for what will come into it.</summary>
    private static Error? Objection(CartQuote quote, string code) =>
        quote.Priced.Refused.FirstOrDefault(r => r.Code == code)?.Reason switch
        {
            null => null,
            CouponRefusal.Unknown => Error.NotFound("coupon"),
            CouponRefusal.MinimumNotMet or CouponRefusal.NoMatchingItems or CouponRefusal.NotEnoughItems when quote.Cart.Lines.Count == 0 => null,
            (CouponRefusal.Exhausted or CouponRefusal.UsedByPerson) and var reason => Refuse("coupon_exhausted", reason, code),
            { } reason => Refuse("coupon_not_applicable", reason, code),
        };

    private static Error Refuse(string problem, CouponRefusal reason, string code) =>
        Error.Conflict(problem, $"The coupon cannot be used: {Coupons.Explain(reason)}.").With("coupon", code).With("reason", reason);
}

internal static class AddCouponEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/carts/{id:guid}/coupons",
                async ([AsParameters] CartTarget target, AddCouponBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new AddCoupon(target, body), ct)).ToOk(CartEtag.Of)
            )
            .Describe("addCartCoupon", "Cart", "Puts a coupon on the cart")
            .IsCartWrite();
}
