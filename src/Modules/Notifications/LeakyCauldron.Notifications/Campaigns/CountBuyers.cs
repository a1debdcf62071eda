using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>Keeps what campaigns ask of a person's purchases; a guest's order counts once it is somebody's.</summary>
internal sealed class CountBuyers(NotificationsDbContext db) : IEventHandler<OrderConfirmedV1>, IEventHandler<OrderClaimedV1>
{
    public Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct) =>
        @event.UserId is { } userId ? CountAsync(userId, context, ct) : Task.CompletedTask;

    public Task HandleAsync(OrderClaimedV1 @event, EventContext context, CancellationToken ct) => CountAsync(@event.UserId, context, ct);

    private Task CountAsync(Guid userId, EventContext context, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notifications.buyers AS b (user_id, orders, last_ordered_at) VALUES ({userId}, 1, {context.OccurredAt.ToUniversalTime()})
            ON CONFLICT (user_id) DO UPDATE SET orders = b.orders + 1, last_ordered_at = greatest(b.last_ordered_at, excluded.last_ordered_at)
            """,
            ct
        );
}
