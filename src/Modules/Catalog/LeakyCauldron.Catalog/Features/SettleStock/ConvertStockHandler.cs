using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.SettleStock;

internal sealed class ConvertStockHandler(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    StockSignal signal,
    TimeProvider clock
) : IRequestHandler<Contracts.ConvertStock, Result<Unit>>
{
    private static readonly TimeSpan SecondChance = TimeSpan.FromMinutes(5);

    public async Task<Result<Unit>> Handle(Contracts.ConvertStock request, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        var state = await Reservations.ConvertAsync(connection, request.OrderId, clock.GetUtcNow(), ct);
        if (state == ReservationState.Expired)
        {
            if (await Reservations.ReopenAsync(connection, request.OrderId, clock.GetUtcNow() + SecondChance, ct) is { } shortage)
            {
                return await StockErrors.InsufficientAsync(database, shortage.VariantId, shortage.Available, ct);
            }

            state = await Reservations.ConvertAsync(connection, request.OrderId, clock.GetUtcNow(), ct);
        }

        signal.Set();
        return state switch
        {
            ReservationState.Converted or ReservationState.Returned => Unit.Value,
            null => Error.NotFound("reservation"),
            _ => Error.Conflict("reservation_closed", "This order's reservation has ended."),
        };
    }
}
