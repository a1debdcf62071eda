using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Persistence;

namespace LeakyCauldron.Orders.Integration;

/// <summary>The order that a payment's event is about, and its checkout if that still waits for money.</summary>
internal sealed record OrderOfPayment(Order Order, Checkout? Open)
{
    /// <summary>True if the checkout is open and looks at the payment itself: soon if it sleeps, at once if it is being run just now.</summary>
    public bool WakesCheckout(DateTimeOffset now)
    {
        if (Order.Listed)
        {
            Open?.Wake(now);
        }

        return Open is not null;
    }

    public static async Task<OrderOfPayment?> FindAsync(OrdersDbContext db, Guid orderId, Guid paymentId, CancellationToken ct)
    {
        var order = await db.Orders.Include(o => o.Lines).Include(o => o.Timeline).SingleOrDefaultAsync(o => o.Id == orderId, ct);
        return order is null || order.Payment.Id != paymentId
            ? null
            : new(order, await db.Checkouts.SingleOrDefaultAsync(c => c.OrderId == orderId && c.SettledAt == null, ct));
    }
}
