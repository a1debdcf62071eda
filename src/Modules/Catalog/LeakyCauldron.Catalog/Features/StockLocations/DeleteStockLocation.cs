namespace LeakyCauldron.Catalog.Features.StockLocations;

internal sealed record DeleteStockLocation(Guid Id) : ICommand;

/// <summary>Only what is empty can go, and it is locked while that is looked at: an adjustment that names it waits, and then does not find it.</summary>
internal sealed class DeleteStockLocationHandler(CatalogDbContext db) : IRequestHandler<DeleteStockLocation, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteStockLocation command, CancellationToken ct)
    {
        _ = db.Database.CurrentTransaction ?? await db.Database.BeginTransactionAsync(ct);
        var location = await db.Locations.FromSql($"SELECT * FROM catalog.locations WHERE id = {command.Id} FOR UPDATE").SingleOrDefaultAsync(ct);
        if (location is null)
        {
            return Error.NotFound("location");
        }

        if (location.Id == StockLocation.Default.Id || await db.LocationLevels.AnyAsync(l => l.LocationId == location.Id && l.OnHand != 0, ct))
        {
            return Error.Conflict("location_in_use", "Goods lie there, or new goods go there.");
        }

        await db.LocationLevels.Where(l => l.LocationId == location.Id).ExecuteDeleteAsync(ct);
        db.Locations.Remove(location);
        return Unit.Value;
    }
}

internal static class DeleteStockLocationEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/stock-locations/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeleteStockLocation(id), ct)).ToNoContent()
            )
            .Describe("deleteStockLocation", "Stock", "Deletes a location where nothing lies")
            .Produces(StatusCodes.Status204NoContent)
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Staff);
}
