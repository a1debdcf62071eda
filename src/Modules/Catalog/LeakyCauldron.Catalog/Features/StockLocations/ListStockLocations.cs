namespace LeakyCauldron.Catalog.Features.StockLocations;

internal sealed record ListStockLocations : IQuery<ItemList<StockLocationDto>>;

internal sealed class ListStockLocationsHandler(CatalogDbContext db) : IRequestHandler<ListStockLocations, Result<ItemList<StockLocationDto>>>
{
    public async Task<Result<ItemList<StockLocationDto>>> Handle(ListStockLocations query, CancellationToken ct) =>
        new ItemList<StockLocationDto>(
            await db
                .Locations.AsNoTracking()
                .OrderBy(l => l.Position)
                .ThenBy(l => l.Code)
                .Select(l => new StockLocationDto(l.Id, l.Code, l.Name, l.Position))
                .ToListAsync(ct)
        );
}

internal static class ListStockLocationsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/stock-locations", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListStockLocations(), ct)).ToOk())
            .Describe("listStockLocations", "Stock", "Where goods lie, in the order in which sales drain it")
            .Produces<ItemList<StockLocationDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
}
