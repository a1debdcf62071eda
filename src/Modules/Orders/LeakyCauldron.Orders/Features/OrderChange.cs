using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Features;

/// <summary>Finds the order that a person asks to change: theirs or staff's to see, and as they last saw it.</summary>
internal static class OrderChange
{
    public static async Task<Result<Order>> FindForChangeAsync(this OrdersDbContext db, Guid id, Caller caller, IfMatch ifMatch, CancellationToken ct)
    {
        var order = await db.Orders.WithParts().SingleOrDefaultAsync(o => o.Id == id, ct);
        return Check(order, caller, ifMatch, OrderErrors.NotFound);
    }

    public static async Task<Result<Order>> FindReturnForChangeAsync(
        this OrdersDbContext db,
        Guid returnId,
        Caller caller,
        IfMatch ifMatch,
        CancellationToken ct
    )
    {
        var order = await db.Orders.WithParts().SingleOrDefaultAsync(o => o.Returns.Any(r => r.Id == returnId), ct);
        return Check(order, caller, ifMatch, OrderErrors.ReturnNotFound);
    }

    /// <summary>Refunds that are asked for but not yet done.</summary>
    public static async Task<Money> OpenRefundsAsync(this OrdersDbContext db, Order order, CancellationToken ct) =>
        new(
            await db
                .Instructions.Where(i => i.OrderId == order.Id && i.Kind == InstructionKind.Refund && i.Status == InstructionStatus.Open)
                .SumAsync(i => i.Amount, ct),
            order.Currency
        );

    private static Result<Order> Check(Order? order, Caller caller, IfMatch ifMatch, Error notFound)
    {
        if (order is null || !order.IsVisibleTo(caller))
        {
            return notFound;
        }

        var seen = OrderDto.Of(order, caller.Actor());
        return ifMatch.Check(seen.EtagFor(caller), seen) is { } changed ? changed : order;
    }
}
