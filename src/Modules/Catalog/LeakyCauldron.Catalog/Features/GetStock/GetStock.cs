namespace LeakyCauldron.Catalog.Features.GetStock;

/// <summary>A variant's units; available is null if that has no limit.</summary>
internal sealed record StockDto(string Sku, int OnHand, int Reserved, int? Available, IReadOnlyList<LocationStock> Locations);

/// <summary>Units at one location.</summary>
internal sealed record LocationStock(Guid Id, string Code, string Name, int OnHand);

internal sealed record GetStock(string Sku) : IQuery<StockDto>;

internal sealed class GetStockHandler(CatalogDbContext db) : IRequestHandler<GetStock, Result<StockDto>>
{
    public async Task<Result<StockDto>> Handle(GetStock query, CancellationToken ct) =>
        (await StockReader.ReadAsync(db, [query.Sku], ct)) is [var stock] ? stock : Error.NotFound("variant");
}

internal static class StockReader
{
    public static async Task<IReadOnlyList<StockDto>> ReadAsync(CatalogDbContext db, IReadOnlyCollection<string> skus, CancellationToken ct)
    {
        var levels = await (
            from variant in db.Variants.AsNoTracking()
            join level in db.StockLevels.AsNoTracking() on variant.Id equals level.VariantId
            where skus.Contains(variant.Sku) && variant.DeletedAt == null
            select new { variant.Sku, Level = level }
        ).ToListAsync(ct);
        var ids = levels.Select(l => l.Level.VariantId).ToArray();
        var shelves = await (
            from local in db.LocationLevels.AsNoTracking()
            join location in db.Locations.AsNoTracking() on local.LocationId equals location.Id
            where ids.Contains(local.VariantId)
            orderby location.Position, location.Id
            select new { local.VariantId, Shelf = new LocationStock(location.Id, location.Code, location.Name, local.OnHand) }
        ).ToListAsync(ct);
        return
        [
            .. levels
                .OrderBy(l => l.Sku, StringComparer.Ordinal)
                .Select(l => new StockDto(
                    l.Sku,
                    l.Level.OnHand,
                    l.Level.Reserved,
                    l.Level.Tracked ? l.Level.OnHand - l.Level.Reserved : null,
                    [.. shelves.Where(s => s.VariantId == l.Level.VariantId).Select(s => s.Shelf)]
                )),
        ];
    }
}

internal static class GetStockEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/catalog/stock/{sku}", async (string sku, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetStock(sku), ct)).ToOk())
            .Describe("getStock", "Stock", "On hand, reserved and available of a SKU")
            .Produces<StockDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
