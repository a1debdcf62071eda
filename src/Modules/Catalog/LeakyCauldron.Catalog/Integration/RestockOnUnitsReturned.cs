using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Catalog.Integration;

/// <summary>What came back and is as good as new goes onto the shelf.</summary>
internal sealed class RestockOnReturnReceived(CatalogDbContext db, TimeProvider clock) : IEventHandler<ReturnReceivedV1>
{
    public Task HandleAsync(ReturnReceivedV1 @event, EventContext context, CancellationToken ct) =>
        @event.Restock
            ? db.RestockAsync(@event.OrderId, @event.Units, (MovementKind.Return, $"Return {@event.ReturnId}"), clock.GetUtcNow(), ct)
            : Task.CompletedTask;
}

/// <summary>What was taken off an order before it was sent never left.</summary>
internal sealed class RestockOnOrderItemsReduced(CatalogDbContext db, TimeProvider clock) : IEventHandler<OrderItemsReducedV1>
{
    public Task HandleAsync(OrderItemsReducedV1 @event, EventContext context, CancellationToken ct) =>
        db.RestockAsync(@event.OrderId, @event.Units, (MovementKind.Cancellation, "Taken off the order"), clock.GetUtcNow(), ct);
}

internal static class Restocking
{
    public static async Task RestockAsync(
        this CatalogDbContext db,
        Guid orderId,
        IReadOnlyList<ReturnedUnits> returned,
        (string Kind, string Reason) why,
        DateTimeOffset now,
        CancellationToken ct
    )
    {
        var units = returned.GroupBy(u => u.VariantId).ToDictionary(g => g.Key, g => g.Sum(u => u.Quantity));
        await db.Database.OpenConnectionAsync(ct);
        try
        {
            await Reservations.ReturnPartAsync((NpgsqlConnection)db.Database.GetDbConnection(), orderId, units, why, now, ct);
        }
        finally
        {
            await db.Database.CloseConnectionAsync();
        }
    }
}
