using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Integration;

internal sealed class TellOnReturnRequested(NoticeWriter notices) : IEventHandler<ReturnRequestedV1>
{
    public Task HandleAsync(ReturnRequestedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.ReturnRequested,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number) { Items = ReturnItems.Count(@event.Units) },
            $"Return of order {@event.Number}",
            $"We expect {ReturnItems.Count(@event.Units)}. Your money goes back once the parcel is here.",
            ct
        );
}

internal sealed class TellOnReturnReceived(NoticeWriter notices) : IEventHandler<ReturnReceivedV1>
{
    public Task HandleAsync(ReturnReceivedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.ReturnReceived,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number) { Items = ReturnItems.Count(@event.Units) },
            $"Return of order {@event.Number} received",
            $"{ReturnItems.Count(@event.Units)} came back.",
            ct
        );
}

internal sealed class TellOnReturnRejected(NoticeWriter notices) : IEventHandler<ReturnRejectedV1>
{
    public Task HandleAsync(ReturnRejectedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.ReturnRejected,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number),
            $"Return of order {@event.Number} not taken",
            "We cannot take back what you wanted to return. Your order says why.",
            ct
        );
}

internal sealed class TellOnOrderItemsReduced(NoticeWriter notices) : IEventHandler<OrderItemsReducedV1>
{
    public Task HandleAsync(OrderItemsReducedV1 @event, EventContext context, CancellationToken ct) =>
        notices.OrderAsync(
            context,
            Kinds.OrderReduced,
            @event.UserId,
            new OrderNotice(@event.OrderId, @event.Number) { Items = ReturnItems.Count(@event.Units) },
            $"Order {@event.Number} changed",
            $"{ReturnItems.Count(@event.Units)} will not be sent. The money goes back the way it came.",
            ct
        );
}

file static class ReturnItems
{
    public static string Count(IEnumerable<ReturnedUnits> units) =>
        units.Sum(u => u.Quantity) is var count && count == 1 ? "1 item" : $"{count} items";
}
