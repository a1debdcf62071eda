using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>Keeps what campaigns ask of a person's purchases.</summary>
internal sealed class CountBuyerOnOrderConfirmed(NotificationsDbContext db) : IEventHandler<OrderConfirmedV1>
{
    public Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct) =>
        @event.UserId is { } userId
            ? db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO notifications.buyers AS b (user_id, orders, last_ordered_at) VALUES ({userId}, 1, {context.OccurredAt.ToUniversalTime()})
                ON CONFLICT (user_id) DO UPDATE SET orders = b.orders + 1, last_ordered_at = greatest(b.last_ordered_at, excluded.last_ordered_at)
                """,
                ct
            )
            : Task.CompletedTask;
}
