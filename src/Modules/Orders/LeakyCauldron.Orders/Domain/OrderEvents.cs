using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Orders.Domain;

internal sealed record OrderConfirmed : IDomainEvent;

internal sealed record OrderCancelled(string Reason) : IDomainEvent;

internal sealed record OrderShipped(string Carrier, string TrackingNumber, bool Complete) : IDomainEvent;

internal sealed record OrderDelivered : IDomainEvent;

internal sealed record OrderReturnRequested(Guid ReturnId, IReadOnlyList<ShippedItem> Items) : IDomainEvent;

internal sealed record OrderReturnReceived(Guid ReturnId, bool Restock, IReadOnlyList<ShippedItem> Items) : IDomainEvent;

internal sealed record OrderReturnRejected(Guid ReturnId) : IDomainEvent;

internal sealed record OrderItemsReduced(IReadOnlyList<ShippedItem> Items) : IDomainEvent;

internal sealed record OrderClaimed : IDomainEvent;

internal sealed record OrderRefunded(Money Amount, bool InFull) : IDomainEvent;
