using LeakyCauldron.Catalog.Stock;

namespace LeakyCauldron.Catalog.Features.SettleStock;

internal sealed class ReleaseStockHandler(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    StockSignal signal,
    TimeProvider clock
) : IRequestHandler<Contracts.ReleaseStock, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(Contracts.ReleaseStock request, CancellationToken ct)
    {
        await using var connection = await database.OpenConnectionAsync(ct);
        await Reservations.ReleaseAsync(connection, request.OrderId, ReservationState.Released, clock.GetUtcNow(), ct);
        signal.Set();
        return Unit.Value;
    }
}
