using Quartz;

namespace LeakyCauldron.Catalog.Stock;

/// <summary>Gives back what unpaid orders held. Several hosts may run it at once: an order is closed once, whoever comes first.</summary>
internal sealed partial class ExpireReservations(
    [FromKeyedServices(CatalogDbContext.Schema)] NpgsqlDataSource database,
    StockSignal signal,
    TimeProvider clock,
    ILogger<ExpireReservations> logger
) : IJob
{
    private const string Due = "SELECT DISTINCT order_id FROM catalog.stock_reservations WHERE state = 'open' AND expires_at <= $1 LIMIT 500";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await ExpireAsync(cancellationToken);

    public async Task<int> ExpireAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var connection = await database.OpenConnectionAsync(ct);
        var orders = new List<Guid>();
        await using (var command = new NpgsqlCommand(Due, connection) { Parameters = { new() { Value = now } } })
        {
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                orders.Add(reader.GetGuid(0));
            }
        }

        foreach (var order in orders)
        {
            await Reservations.ReleaseAsync(connection, order, ReservationState.Expired, now, ct);
        }

        if (orders.Count > 0)
        {
            signal.Set();
            Expired(logger, orders.Count);
        }

        return orders.Count;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} reservations expired")]
    private static partial void Expired(ILogger logger, int count);
}
