namespace LeakyCauldron.Orders.Contracts;

/// <summary>A line of an order, without what is personal.</summary>
public sealed record OrderedLine(Guid VariantId, Guid ProductId, string Sku, int Quantity, Money LineTotal);

/// <summary>
/// The order is paid for, or will be on delivery; its stock is reserved. Key: order id.
/// </summary>
/// <param name="OrderId">Id.</param>
/// <param name="Number">As the shopper knows it.</param>
/// <param name="UserId">Null for a guest.</param>
/// <param name="Total">What was paid.</param>
/// <param name="Lines">What was bought.</param>
[Event("orders.order-confirmed", 1)]
public sealed record OrderConfirmedV1(Guid OrderId, string Number, Guid? UserId, Money Total, IReadOnlyList<OrderedLine> Lines) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>The order is cancelled; its stock and coupons go back and its money too. Key: order id.</summary>
[Event("orders.order-cancelled", 1)]
public sealed record OrderCancelledV1(Guid OrderId, string Number, Guid? UserId, string Reason, IReadOnlyList<OrderedLine> Lines) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>A parcel is on its way. Key: order id.</summary>
[Event("orders.order-shipped", 1)]
public sealed record OrderShippedV1(Guid OrderId, string Number, Guid? UserId, string Carrier, string TrackingNumber, bool Complete)
    : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>Everything has arrived. Key: order id.</summary>
[Event("orders.order-delivered", 1)]
public sealed record OrderDeliveredV1(Guid OrderId, string Number, Guid? UserId, IReadOnlyList<OrderedLine> Lines) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>Money was given back. Key: order id.</summary>
[Event("orders.order-refunded", 1)]
public sealed record OrderRefundedV1(Guid OrderId, string Number, Guid? UserId, Money Amount, bool InFull) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>Units of one variant that come back.</summary>
public sealed record ReturnedUnits(Guid VariantId, int Quantity);

/// <summary>The shopper wants to send something back. Key: order id.</summary>
[Event("orders.return-requested", 1)]
public sealed record ReturnRequestedV1(Guid OrderId, string Number, Guid ReturnId, Guid? UserId, IReadOnlyList<ReturnedUnits> Units)
    : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>What was sent back is here; its money goes back. Key: order id.</summary>
/// <param name="OrderId">Id.</param>
/// <param name="Number">As the shopper knows it.</param>
/// <param name="ReturnId">Id of the return.</param>
/// <param name="UserId">Null for a guest.</param>
/// <param name="Restock">True if the units are for sale again.</param>
/// <param name="Units">What was accepted.</param>
[Event("orders.return-received", 1)]
public sealed record ReturnReceivedV1(Guid OrderId, string Number, Guid ReturnId, Guid? UserId, bool Restock, IReadOnlyList<ReturnedUnits> Units)
    : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>What the shopper wanted to send back is not taken. Key: order id.</summary>
[Event("orders.return-rejected", 1)]
public sealed record ReturnRejectedV1(Guid OrderId, string Number, Guid ReturnId, Guid? UserId) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>Units were taken off the order before it was sent; their stock goes back and their money too. Key: order id.</summary>
[Event("orders.order-items-reduced", 1)]
public sealed record OrderItemsReducedV1(Guid OrderId, string Number, Guid? UserId, IReadOnlyList<ReturnedUnits> Units) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}

/// <summary>A person has made an order theirs that was placed as a guest. Key: order id.</summary>
[Event("orders.order-claimed", 1)]
public sealed record OrderClaimedV1(Guid OrderId, string Number, Guid UserId, IReadOnlyList<OrderedLine> Lines) : IIntegrationEvent
{
    string IIntegrationEvent.AggregateId => OrderId.ToString();
}
