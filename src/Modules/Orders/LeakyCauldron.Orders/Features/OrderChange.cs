using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features;

/// <summary>Finds the order that a person asks to change: theirs or staff's to see, and as they last saw it.</summary>
internal static class OrderChange
{
    public static async Task<Result<Order>> FindForChangeAsync(this OrdersDbContext db, Guid id, Caller caller, IfMatch ifMatch, CancellationToken ct)
    {
        var order = await db.Orders.WithParts().SingleOrDefaultAsync(o => o.Id == id, ct);
        if (order is null || !order.IsVisibleTo(caller))
        {
            return OrderErrors.NotFound;
        }

        var seen = OrderDto.Of(order, caller.Actor());
        return ifMatch.Check(seen.EtagFor(caller), seen) is { } changed ? changed : order;
    }
}
