namespace LeakyCauldron.Catalog.Features.StockLocations;

/// <summary>Where goods lie.</summary>
/// <param name="Code">Unique; what adjustments name it by.</param>
/// <param name="Position">Sales drain locations in this order, the lowest first.</param>
internal sealed record StockLocationDto(Guid Id, string Code, string Name, int Position)
{
    public static StockLocationDto Of(StockLocation location) => new(location.Id, location.Code, location.Name, location.Position);
}

/// <summary>What staff set of a location.</summary>
internal sealed record StockLocationBody(string Code, string Name, int Position);

internal sealed record SaveStockLocation(Guid? Id, StockLocationBody Body) : ICommand<StockLocationDto>;

internal sealed class SaveStockLocationValidator : AbstractValidator<SaveStockLocation>
{
    public SaveStockLocationValidator()
    {
        RuleFor(c => c.Body.Code).Matches("^[a-z0-9][a-z0-9-]{0,63}$").WithMessage("Lower-case letters, digits and -, at most 64.");
        RuleFor(c => c.Body.Name)
            .Must(n => n?.Trim().Length is >= 1 and <= 200 && !n.Any(char.IsControl))
            .WithMessage("One line of 1 to 200 characters.");
        RuleFor(c => c.Body.Position).InclusiveBetween(1, 1000);
    }
}

internal sealed class SaveStockLocationHandler(CatalogDbContext db) : IRequestHandler<SaveStockLocation, Result<StockLocationDto>>
{
    private const int Most = 100;

    public async Task<Result<StockLocationDto>> Handle(SaveStockLocation command, CancellationToken ct)
    {
        var (code, name, position) = command.Body;
        var all = await db.Locations.ToListAsync(ct);
        if (all.Exists(l => l.Code == code && l.Id != command.Id))
        {
            return Error.Conflict("location_code_taken", "Another location has this code.");
        }

        if (command.Id is { } id)
        {
            if (all.Find(l => l.Id == id) is not { } known)
            {
                return Error.NotFound("location");
            }

            var changed = known with { Code = code, Name = name.Trim(), Position = position };
            db.Entry(known).CurrentValues.SetValues(changed);
            return StockLocationDto.Of(changed);
        }

        if (all.Count >= Most)
        {
            return Error.Conflict("location_limit", $"At most {Most} locations.").With("maximum", Most);
        }

        var added = new StockLocation(Guid.CreateVersion7(), code, name.Trim(), position);
        db.Locations.Add(added);
        return StockLocationDto.Of(added);
    }
}

internal static class SaveStockLocationEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/stock-locations",
                async (StockLocationBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveStockLocation(null, body), ct)).ToCreated(l => $"/api/v1/stock-locations/{l.Id}")
            )
            .Describe("createStockLocation", "Stock", "A new place where goods lie")
            .Idempotent()
            .Produces<StockLocationDto>(StatusCodes.Status201Created)
            .ProducesProblems(400, 401, 403, 409)
            .RequireAuthorization(Policies.Staff);
        api.MapPut(
                "/stock-locations/{id:guid}",
                async (Guid id, StockLocationBody body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new SaveStockLocation(id, body), ct)).ToOk()
            )
            .Describe("changeStockLocation", "Stock", "Sets a location's code, name and place in the order")
            .Produces<StockLocationDto>()
            .ProducesProblems(400, 401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
    }
}
