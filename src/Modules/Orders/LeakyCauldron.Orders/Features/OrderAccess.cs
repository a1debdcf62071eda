using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.Features;

/// <summary>Whose orders a caller may see. Another person's is as good as none.</summary>
internal static class OrderAccess
{
    public static bool IsVisibleTo(this Order order, Caller caller) => caller.IsStaff || (order.Listed && order.IsOwnedBy(caller.UserId));

    public static OrderActor Actor(this Caller caller) =>
        caller.IsStaff ? OrderActor.Staff
        : caller.IsPerson ? OrderActor.Shopper
        : OrderActor.System;

    /// <summary>Everything an answer shows; a query a part, since their rows would multiply.</summary>
    public static IQueryable<Order> WithParts(this IQueryable<Order> orders) =>
        orders.Include(o => o.Lines).Include(o => o.Shipments).Include(o => o.Timeline).Include(o => o.Returns).AsSplitQuery();
}
