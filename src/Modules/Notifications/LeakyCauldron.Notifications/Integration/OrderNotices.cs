using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Integration;

internal sealed class TellOnOrderConfirmed(NoticeWriter notices) : IEventHandler<OrderConfirmedV1>
{
    public Task HandleAsync(OrderConfirmedV1 @event, EventContext context, CancellationToken ct)
    {
        var count = @event.Lines.Sum(l => l.Quantity);
        return notices.OrderAsync(
            context,
            Kinds.OrderConfirmed,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number) { Total = @event.Total },
            $"Order {@event.Number} confirmed",
            $"{count} {(count == 1 ? "item" : "items")}, {@event.Total.Formatted} in all. We will tell you when the owl leaves.",
            ct
        );
    }
}

internal sealed class TellOnOrderCancelled(NoticeWriter notices) : IEventHandler<OrderCancelledV1>
{
    public Task HandleAsync(OrderCancelledV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.OrderCancelled,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number),
            $"Order {@event.Number} cancelled",
            "Nothing will be sent. Whatever you paid goes back the way it came.",
            ct
        );
}

internal sealed class TellOnOrderShipped(NoticeWriter notices) : IEventHandler<OrderShippedV1>
{
    public Task HandleAsync(OrderShippedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.OrderShipped,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number)
            {
                Carrier = @event.Carrier,
                TrackingNumber = @event.TrackingNumber,
                Complete = @event.Complete,
            },
            @event.Complete ? $"Order {@event.Number} is on its way" : $"Part of order {@event.Number} is on its way",
            $"{@event.Carrier}, tracking number {@event.TrackingNumber}.",
            ct
        );
}

internal sealed class TellOnOrderDelivered(NoticeWriter notices) : IEventHandler<OrderDeliveredV1>
{
    public Task HandleAsync(OrderDeliveredV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.OrderDelivered,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number),
            $"Order {@event.Number} delivered",
            "Everything has arrived.",
            ct
        );
}

internal sealed class TellOnOrderRefunded(NoticeWriter notices) : IEventHandler<OrderRefundedV1>
{
    public Task HandleAsync(OrderRefundedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.OrderRefunded,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number) { Refunded = @event.Amount, InFull = @event.InFull },
            $"Refund for order {@event.Number}",
            $"{@event.Amount.Formatted} goes back the way you paid.",
            ct
        );
}
