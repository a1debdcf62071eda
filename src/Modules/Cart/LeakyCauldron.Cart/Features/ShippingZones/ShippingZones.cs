namespace LeakyCauldron.Cart.Features.ShippingZones;

/// <summary>Countries that are shipped to and taxed alike; <c>*</c> stands for those that no other zone names.</summary>
internal sealed record ShippingZoneDto(Guid Id, string Code, string Name, IReadOnlyList<string> Countries)
{
    public static ShippingZoneDto Of(ShippingZone zone) => new(zone.Id, zone.Code, zone.Name, zone.Countries);
}

/// <summary>What staff set of a zone.</summary>
/// <param name="Code">Cannot be changed later.</param>
/// <param name="Name">For staff.</param>
/// <param name="Countries">ISO 3166-1 alpha-2, or <c>*</c>.</param>
internal sealed record ShippingZoneBody(string Code, string Name, IReadOnlyList<string> Countries);

internal sealed record ListShippingZones : IQuery<ItemList<ShippingZoneDto>>;

internal sealed class ListShippingZonesHandler(CartDbContext db) : IRequestHandler<ListShippingZones, Result<ItemList<ShippingZoneDto>>>
{
    public async Task<Result<ItemList<ShippingZoneDto>>> Handle(ListShippingZones request, CancellationToken cancellationToken) =>
        new ItemList<ShippingZoneDto>([
            .. (await db.Zones.AsNoTracking().OrderBy(z => z.Code).ToListAsync(cancellationToken)).Select(ShippingZoneDto.Of),
        ]);
}

internal sealed record SaveShippingZone(Guid? Id, ShippingZoneBody Body) : ICommand<ShippingZoneDto>;

internal sealed class SaveShippingZoneValidator : AbstractValidator<SaveShippingZone>
{
    public SaveShippingZoneValidator()
    {
        RuleFor(c => c.Body.Code).Matches(RuleCode.Pattern).WithMessage(RuleCode.Message);
        RuleFor(c => c.Body.Name).RequiredLine(200);
        RuleFor(c => c.Body.Countries)
            .NotEmpty()
            .Must(list => list.Distinct(StringComparer.Ordinal).Count() == list.Count)
            .WithMessage("Each country may come once.")
            .Must(list => list.All(c => c == "*" || Countries.IsKnown(c)))
            .WithMessage("ISO 3166-1 alpha-2 codes, or *.");
    }
}

internal sealed class SaveShippingZoneHandler(CartDbContext db) : IRequestHandler<SaveShippingZone, Result<ShippingZoneDto>>
{
    public async Task<Result<ShippingZoneDto>> Handle(SaveShippingZone request, CancellationToken cancellationToken)
    {
        var (code, name, countries) = request.Body;
        var others = await db.Zones.Where(z => z.Id != request.Id).ToListAsync(cancellationToken);
        if (others.Exists(z => z.Code == code))
        {
            return Error.Conflict("zone_code_taken", "Another zone has this code.");
        }

        string[] doubled = [.. others.SelectMany(z => z.Countries).Intersect(countries, StringComparer.Ordinal)];
        if (doubled.Length > 0)
        {
            return Error.Conflict("country_in_other_zone", "A country can be in one zone only.").With("countries", doubled);
        }

        var zone = request.Id is null
            ? db.Zones.Add(ShippingZone.Create(code, name, countries)).Entity
            : await db.Zones.FindAsync([request.Id], cancellationToken);
        if (zone is null)
        {
            return Error.NotFound("zone");
        }

        if (zone.Code != code)
        {
            return Error.Validation("code", "The code of a zone cannot be changed.");
        }

        zone.Change(name, countries);
        await db.ChangeRulesAsync(cancellationToken);
        return ShippingZoneDto.Of(zone);
    }
}

internal sealed record DeleteShippingZone(Guid Id) : ICommand;

internal sealed class DeleteShippingZoneHandler(CartDbContext db) : IRequestHandler<DeleteShippingZone, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteShippingZone request, CancellationToken cancellationToken)
    {
        if (await db.Zones.FindAsync([request.Id], cancellationToken) is not { } zone)
        {
            return Error.NotFound("zone");
        }

        if (
            await db.Methods.AnyAsync(m => m.Zone == zone.Code, cancellationToken)
            || await db.TaxRates.AnyAsync(t => t.Zone == zone.Code, cancellationToken)
        )
        {
            return Error.Conflict("zone_in_use", "Shipping methods or tax rates belong to this zone.");
        }

        db.Zones.Remove(zone);
        await db.ChangeRulesAsync(cancellationToken);
        return Unit.Value;
    }
}

internal static class ShippingZoneEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/shipping/zones", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListShippingZones(), ct)).ToOk())
            .Describe("listShippingZones", "Shipping", "Zones by code")
            .Produces<ItemList<ShippingZoneDto>>()
            .IsStaffOnly();
        api.MapPost(
                "/shipping/zones",
                async (ShippingZoneBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveShippingZone(null, body), ct)).ToCreated(z => $"/api/v1/shipping/zones/{z.Id}")
            )
            .Describe("createShippingZone", "Shipping", "A new zone")
            .Produces<ShippingZoneDto>(201)
            .Idempotent()
            .IsStaffOnly();
        api.MapPut(
                "/shipping/zones/{id:guid}",
                async (Guid id, ShippingZoneBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveShippingZone(id, body), ct)).ToOk()
            )
            .Describe("changeShippingZone", "Shipping", "Sets a zone's name and countries")
            .Produces<ShippingZoneDto>()
            .Idempotent()
            .IsStaffOnly(404);
        api.MapDelete(
                "/shipping/zones/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeleteShippingZone(id), ct)).ToNoContent()
            )
            .Describe("deleteShippingZone", "Shipping", "Deletes a zone that nothing belongs to")
            .Produces(204)
            .IsStaffOnly(404, 409);
    }
}
