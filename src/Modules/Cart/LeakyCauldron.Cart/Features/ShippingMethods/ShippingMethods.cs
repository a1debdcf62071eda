namespace LeakyCauldron.Cart.Features.ShippingMethods;

/// <summary>A way of shipping into a zone.</summary>
internal sealed record StaffShippingMethodDto(
    Guid Id,
    string Code,
    string Name,
    string? Description,
    string Zone,
    bool Enabled,
    IReadOnlyList<ShippingRateDto> Rates
)
{
    public static StaffShippingMethodDto Of(ShippingMethod m) =>
        new(m.Id, m.Code, m.Name, m.Description, m.Zone, m.Enabled, [.. m.Rates.Select(ShippingRateDto.Of)]);
}

/// <summary>A price of a method; the cheapest that matches weight and subtotal counts.</summary>
/// <param name="MinGrams">From this weight, included.</param>
/// <param name="MaxGrams">Below this weight; null for no end.</param>
/// <param name="MinSubtotal">From this subtotal before discounts, one a currency.</param>
/// <param name="Price">One a currency.</param>
internal sealed record ShippingRateDto(int MinGrams, int? MaxGrams, IReadOnlyList<Money>? MinSubtotal, IReadOnlyList<Money> Price)
{
    public static ShippingRateDto Of(ShippingRate rate) => new(rate.MinGrams, rate.MaxGrams, rate.MinSubtotal.ToMoney(), rate.Price.ToMoney()!);

    public ShippingRate ToRate() => new(MinGrams, MaxGrams, MinSubtotal.ToAmounts(), Price.ToAmounts()!);
}

/// <summary>What staff set of a method.</summary>
/// <param name="Code">Cannot be changed later.</param>
/// <param name="Name">For the shopper.</param>
/// <param name="Description">For the shopper.</param>
/// <param name="Zone">Code of a zone.</param>
/// <param name="Enabled">True if left out.</param>
/// <param name="Rates">At least one.</param>
internal sealed record ShippingMethodBody(
    string Code,
    string Name,
    string? Description,
    string Zone,
    bool? Enabled,
    IReadOnlyList<ShippingRateDto> Rates
);

internal sealed record ListAllShippingMethods : IQuery<ItemList<StaffShippingMethodDto>>;

internal sealed class ListAllShippingMethodsHandler(CartDbContext db)
    : IRequestHandler<ListAllShippingMethods, Result<ItemList<StaffShippingMethodDto>>>
{
    public async Task<Result<ItemList<StaffShippingMethodDto>>> Handle(ListAllShippingMethods request, CancellationToken cancellationToken) =>
        new ItemList<StaffShippingMethodDto>([
            .. (await db.Methods.AsNoTracking().OrderBy(m => m.Zone).ThenBy(m => m.Code).ToListAsync(cancellationToken)).Select(
                StaffShippingMethodDto.Of
            ),
        ]);
}

internal sealed record SaveShippingMethod(Guid? Id, ShippingMethodBody Body) : ICommand<StaffShippingMethodDto>;

internal sealed class SaveShippingMethodValidator : AbstractValidator<SaveShippingMethod>
{
    public SaveShippingMethodValidator()
    {
        RuleFor(c => c.Body.Code).Matches(RuleCode.Pattern).WithMessage(RuleCode.Message);
        RuleFor(c => c.Body.Name).RequiredLine(200);
        RuleFor(c => c.Body.Description).OneLine(1000);
        RuleFor(c => c.Body.Rates).NotEmpty().Must(r => r.Count <= 100).WithMessage("At most 100 rates.");
        RuleForEach(c => c.Body.Rates)
            .ChildRules(rate =>
            {
                rate.RuleFor(r => r.MinGrams).GreaterThanOrEqualTo(0);
                rate.RuleFor(r => r.MaxGrams).GreaterThan(r => r.MinGrams);
                rate.RuleFor(r => r.MinSubtotal).AmountsFrom(0);
                rate.RuleFor(r => r.Price).NotEmpty();
                rate.RuleFor(r => (IReadOnlyList<Money>?)r.Price).AmountsFrom(0).OverridePropertyName("price");
            });
    }
}

internal sealed class SaveShippingMethodHandler(CartDbContext db) : IRequestHandler<SaveShippingMethod, Result<StaffShippingMethodDto>>
{
    public async Task<Result<StaffShippingMethodDto>> Handle(SaveShippingMethod request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        if (await db.Methods.AnyAsync(m => m.Code == body.Code && m.Id != request.Id, cancellationToken))
        {
            return Error.Conflict("shipping_method_code_taken", "Another shipping method has this code.");
        }

        if (!await db.Zones.AnyAsync(z => z.Code == body.Zone, cancellationToken))
        {
            return Error.Validation("zone", "There is no such zone.");
        }

        ShippingRate[] rates = [.. body.Rates.Select(r => r.ToRate())];
        var method = request.Id is null
            ? db.Methods.Add(ShippingMethod.Create(body.Code, body.Name, body.Description, body.Zone, rates, body.Enabled ?? true)).Entity
            : await db.Methods.FindAsync([request.Id], cancellationToken);
        if (method is null)
        {
            return Error.NotFound("shipping_method");
        }

        if (method.Code != body.Code)
        {
            return Error.Validation("code", "The code of a shipping method cannot be changed.");
        }

        method.Change(body.Name, body.Description, body.Zone, rates, body.Enabled ?? true);
        await db.ChangeRulesAsync(cancellationToken);
        return StaffShippingMethodDto.Of(method);
    }
}

internal sealed record DeleteShippingMethod(Guid Id) : ICommand;

internal sealed class DeleteShippingMethodHandler(CartDbContext db) : IRequestHandler<DeleteShippingMethod, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteShippingMethod request, CancellationToken cancellationToken)
    {
        if (await db.Methods.FindAsync([request.Id], cancellationToken) is not { } method)
        {
            return Error.NotFound("shipping_method");
        }

        db.Methods.Remove(method);
        await db.ChangeRulesAsync(cancellationToken);
        return Unit.Value;
    }
}

internal static class ShippingMethodEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet(
                "/shipping/methods",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListAllShippingMethods(), ct)).ToOk()
            )
            .Describe("listShippingMethods", "Shipping", "All shipping methods with their rates")
            .Produces<ItemList<StaffShippingMethodDto>>()
            .IsStaffOnly();
        api.MapPost(
                "/shipping/methods",
                async (ShippingMethodBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveShippingMethod(null, body), ct)).ToCreated(m => $"/api/v1/shipping/methods/{m.Id}")
            )
            .Describe("createShippingMethod", "Shipping", "A new shipping method")
            .Produces<StaffShippingMethodDto>(201)
            .Idempotent()
            .IsStaffOnly();
        api.MapPut(
                "/shipping/methods/{id:guid}",
                async (Guid id, ShippingMethodBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveShippingMethod(id, body), ct)).ToOk()
            )
            .Describe("changeShippingMethod", "Shipping", "Sets everything of a shipping method but its code")
            .Produces<StaffShippingMethodDto>()
            .Idempotent()
            .IsStaffOnly(404);
        api.MapDelete(
                "/shipping/methods/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeleteShippingMethod(id), ct)).ToNoContent()
            )
            .Describe("deleteShippingMethod", "Shipping", "Deletes a shipping method; carts that chose it are told")
            .Produces(204)
            .IsStaffOnly(404);
    }
}
