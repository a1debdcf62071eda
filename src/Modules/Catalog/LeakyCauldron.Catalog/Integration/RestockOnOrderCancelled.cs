using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>Units of a cancelled order go back: what was sold onto the shelf, what was only reserved into what is available.</summary>
internal sealed class RestockOnOrderCancelled(CatalogDbContext db, TimeProvider clock) : IEventHandler<OrderCancelledV1>
{
    public async Task HandleAsync(OrderCancelledV1 @event, EventContext context, CancellationToken ct)
    {
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await Reservations.ReleaseAsync(connection, @event.OrderId, ReservationState.Released, clock.GetUtcNow(), ct);
            await Reservations.ReturnAsync(connection, @event.OrderId, $"Order {@event.Number} cancelled: {@event.Reason}", clock.GetUtcNow(), ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
