namespace LeakyCauldron.Cart.Features.TaxRates;

/// <summary>A tax of a zone, in general or for one category.</summary>
internal sealed record TaxRateDto(Guid Id, string Zone, string Name, string? Category, decimal Percent, bool IncludedInPrice, bool AppliesToShipping)
{
    public static TaxRateDto Of(TaxRate r) => new(r.Id, r.Zone, r.Name, r.Category, r.BasisPoints / 100m, r.IncludedInPrice, r.AppliesToShipping);
}

/// <summary>What staff set of a tax rate.</summary>
/// <param name="Zone">Code of a zone.</param>
/// <param name="Name">For staff.</param>
/// <param name="Category">Slug; the rate then counts for items in it or below it, in place of the general one.</param>
/// <param name="Percent">0 to 100, two decimals.</param>
/// <param name="IncludedInPrice">True if prices contain it; all rates of a zone must agree.</param>
/// <param name="AppliesToShipping">Of the general rate: true if left out.</param>
internal sealed record TaxRateBody(string Zone, string Name, string? Category, decimal Percent, bool IncludedInPrice, bool? AppliesToShipping);

internal sealed record ListTaxRates : IQuery<ItemList<TaxRateDto>>;

internal sealed class ListTaxRatesHandler(CartDbContext db) : IRequestHandler<ListTaxRates, Result<ItemList<TaxRateDto>>>
{
    public async Task<Result<ItemList<TaxRateDto>>> Handle(ListTaxRates request, CancellationToken cancellationToken) =>
        new ItemList<TaxRateDto>([
            .. (await db.TaxRates.AsNoTracking().OrderBy(r => r.Zone).ThenBy(r => r.Category).ToListAsync(cancellationToken)).Select(TaxRateDto.Of),
        ]);
}

internal sealed record SaveTaxRate(Guid? Id, TaxRateBody Body) : ICommand<TaxRateDto>;

internal sealed class SaveTaxRateValidator : AbstractValidator<SaveTaxRate>
{
    public SaveTaxRateValidator()
    {
        RuleFor(c => c.Body.Name).RequiredLine(200);
        RuleFor(c => c.Body.Category).OneLine(200);
        RuleFor(c => c.Body.Percent).Must(p => p is >= 0 and <= 100 && decimal.Round(p, 2) == p).WithMessage("0 to 100, with two decimals at most.");
    }
}

internal sealed class SaveTaxRateHandler(CartDbContext db) : IRequestHandler<SaveTaxRate, Result<TaxRateDto>>
{
    public async Task<Result<TaxRateDto>> Handle(SaveTaxRate request, CancellationToken cancellationToken)
    {
        var body = request.Body;
        if (!await db.Zones.AnyAsync(z => z.Code == body.Zone, cancellationToken))
        {
            return Error.Validation("zone", "There is no such zone.");
        }

        var others = await db.TaxRates.Where(r => r.Zone == body.Zone && r.Id != request.Id).ToListAsync(cancellationToken);
        if (others.Exists(r => r.Category == body.Category))
        {
            return Error.Conflict("tax_rate_exists", "The zone has a rate for this category already.");
        }

        if (others.Exists(r => r.IncludedInPrice != body.IncludedInPrice))
        {
            return Error.Conflict("tax_rates_mixed", "The rates of a zone must agree on whether prices include them.");
        }

        var (points, shipping) = ((int)(body.Percent * 100), body.AppliesToShipping ?? true);
        var rate = request.Id is null
            ? db.TaxRates.Add(TaxRate.Create(body.Zone, body.Name, body.Category, points, body.IncludedInPrice, shipping)).Entity
            : await db.TaxRates.FindAsync([request.Id], cancellationToken);
        if (rate is null)
        {
            return Error.NotFound("tax_rate");
        }

        rate.Change(body.Zone, body.Name, body.Category, points, body.IncludedInPrice, shipping);
        await db.ChangeRulesAsync(cancellationToken);
        return TaxRateDto.Of(rate);
    }
}

internal sealed record DeleteTaxRate(Guid Id) : ICommand;

internal sealed class DeleteTaxRateHandler(CartDbContext db) : IRequestHandler<DeleteTaxRate, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteTaxRate request, CancellationToken cancellationToken)
    {
        if (await db.TaxRates.FindAsync([request.Id], cancellationToken) is not { } rate)
        {
            return Error.NotFound("tax_rate");
        }

        db.TaxRates.Remove(rate);
        await db.ChangeRulesAsync(cancellationToken);
        return Unit.Value;
    }
}

internal static class TaxRateEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/tax/rates", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListTaxRates(), ct)).ToOk())
            .Describe("listTaxRates", "Tax", "All tax rates by zone")
            .Produces<ItemList<TaxRateDto>>()
            .IsStaffOnly();
        api.MapPost(
                "/tax/rates",
                async (TaxRateBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveTaxRate(null, body), ct)).ToCreated(r => $"/api/v1/tax/rates/{r.Id}")
            )
            .Describe("createTaxRate", "Tax", "A new tax rate")
            .Produces<TaxRateDto>(201)
            .Idempotent()
            .IsStaffOnly();
        api.MapPut(
                "/tax/rates/{id:guid}",
                async (Guid id, TaxRateBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveTaxRate(id, body), ct)).ToOk()
            )
            .Describe("changeTaxRate", "Tax", "Sets everything of a tax rate")
            .Produces<TaxRateDto>()
            .Idempotent()
            .IsStaffOnly(404);
        api.MapDelete(
                "/tax/rates/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeleteTaxRate(id), ct)).ToNoContent()
            )
            .Describe("deleteTaxRate", "Tax", "Deletes a tax rate")
            .Produces(204)
            .IsStaffOnly(404);
    }
}
