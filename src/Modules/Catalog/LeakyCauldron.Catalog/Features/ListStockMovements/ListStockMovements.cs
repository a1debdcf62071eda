namespace LeakyCauldron.Catalog.Features.ListStockMovements;

/// <summary>A line of the ledger.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">initial, import, adjustment, sale, cancellation, return.</param>
/// <param name="Delta">Units that came or left.</param>
/// <param name="OnHand">On hand after it.</param>
/// <param name="Reason">As given.</param>
/// <param name="Location">Code of the location it named.</param>
/// <param name="OrderId">The order it was for.</param>
/// <param name="Actor">The person who did it.</param>
internal sealed record StockMovementDto(
    DateTimeOffset At,
    string Kind,
    int Delta,
    int OnHand,
    string Reason,
    string? Location,
    Guid? OrderId,
    Guid? Actor
);

internal sealed record MovementCursor(long Id);

internal sealed record ListStockMovements(string Sku, int? Limit, string? After) : IQuery<Page<StockMovementDto>>;

internal sealed class ListStockMovementsHandler(CatalogDbContext db) : IRequestHandler<ListStockMovements, Result<Page<StockMovementDto>>>
{
    public async Task<Result<Page<StockMovementDto>>> Handle(ListStockMovements query, CancellationToken ct)
    {
        var limit = PageLimit.Of(query.Limit);
        var cursor = Cursor.Decode<MovementCursor>(query.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        var variant = await db
            .Variants.AsNoTracking()
            .Where(v => v.Sku == query.Sku && v.DeletedAt == null)
            .Select(v => (Guid?)v.Id)
            .FirstOrDefaultAsync(ct);
        if (variant is null)
        {
            return Error.NotFound("variant");
        }

        var all = db.StockMovements.AsNoTracking().Where(m => m.VariantId == variant);
        var before = cursor.Value?.Id ?? long.MaxValue;
        var rows = await (
            from movement in all
            where movement.Id < before
            join location in db.Locations.AsNoTracking() on movement.LocationId equals location.Id into locations
            from location in locations.DefaultIfEmpty()
            orderby movement.Id descending
            select new { Movement = movement, Location = location == null ? null : location.Code }
        )
            .Take(limit.Value + 1)
            .ToListAsync(ct);
        var items = rows.Take(limit.Value).Select(r => Dto(r.Movement, r.Location)).ToArray();
        var next = rows.Count > limit.Value ? Cursor.Encode(new MovementCursor(rows[limit.Value - 1].Movement.Id)) : null;
        return new Page<StockMovementDto>(items, next, await all.LongCountAsync(ct));
    }

    private static StockMovementDto Dto(StockMovement m, string? location) =>
        new(m.At, m.Kind, m.Delta, m.OnHand, m.Reason, location, m.OrderId, m.Actor);
}

internal static class ListStockMovementsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/catalog/stock/{sku}/movements",
                async (string sku, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListStockMovements(sku, limit, after), ct)).ToOk()
            )
            .Describe("listStockMovements", "Stock", "The ledger of a SKU, newest first")
            .Produces<Page<StockMovementDto>>()
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
