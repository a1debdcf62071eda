using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Orders.Contracts;
using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.Integration;

internal sealed class OrderEventMap : IIntegrationEventMap
{
    public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent) =>
        (aggregate, domainEvent) switch
        {
            (Order o, OrderConfirmed) => new OrderConfirmedV1(o.Id, o.Number, o.UserId, o.TotalMoney, Lines(o)),
            (Order o, OrderCancelled e) => new OrderCancelledV1(o.Id, o.Number, o.UserId, e.Reason, Lines(o)),
            (Order o, OrderShipped e) => new OrderShippedV1(o.Id, o.Number, o.UserId, e.Carrier, e.TrackingNumber, e.Complete),
            (Order o, OrderDelivered) => new OrderDeliveredV1(o.Id, o.Number, o.UserId, Lines(o)),
            (Order o, OrderRefunded e) => new OrderRefundedV1(o.Id, o.Number, o.UserId, e.Amount, e.InFull),
            (Order o, OrderReturnRequested e) => new ReturnRequestedV1(o.Id, o.Number, e.ReturnId, o.UserId, Units(o, e.Items)),
            (Order o, OrderReturnReceived e) => new ReturnReceivedV1(o.Id, o.Number, e.ReturnId, o.UserId, e.Restock, Units(o, e.Items)),
            (Order o, OrderReturnRejected e) => new ReturnRejectedV1(o.Id, o.Number, e.ReturnId, o.UserId),
            (Order o, OrderItemsReduced e) => new OrderItemsReducedV1(o.Id, o.Number, o.UserId, Units(o, e.Items)),
            (Order o, OrderClaimed) => new OrderClaimedV1(o.Id, o.Number, o.UserId!.Value, Lines(o)),
            _ => null,
        };

    private static ReturnedUnits[] Units(Order order, IReadOnlyList<ShippedItem> items) =>
        [.. items.Select(i => new ReturnedUnits(order.Lines.Single(l => l.Id == i.ItemId).VariantId, i.Quantity))];

    private static OrderedLine[] Lines(Order order) =>
        [
            .. order
                .Lines.OrderBy(l => l.Position)
                .Select(l => new OrderedLine(l.VariantId, l.ProductId, l.Sku, l.Quantity, new(l.LineTotal, order.Currency))),
        ];
}
