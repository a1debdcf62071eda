using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>What came back and is as good as new goes onto the shelf.</summary>
internal sealed class RestockOnReturnReceived(CatalogDbContext db, TimeProvider clock) : IEventHandler<ReturnReceivedV1>
{
    public async Task HandleAsync(ReturnReceivedV1 @event, EventContext context, CancellationToken ct)
    {
        if (!@event.Restock)
        {
            return;
        }

        var units = @event.Units.GroupBy(u => u.VariantId).ToDictionary(g => g.Key, g => g.Sum(u => u.Quantity));
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await Reservations.ReturnPartAsync(connection, @event.OrderId, units, $"Return {@event.ReturnId}", clock.GetUtcNow(), ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
