using System.Collections.Frozen;

namespace LeakyCauldron.Orders.Domain;

internal enum OrderStatus
{
    PendingPayment,
    Confirmed,
    Processing,
    PartiallyShipped,
    Shipped,
    Delivered,
    Cancelled,
    Refunded,
    PartiallyRefunded,
    PaymentFailed,
    Expired,
}

/// <summary>What a person may ask for; listed in <c>allowedActions</c> by its snake_case name.</summary>
internal enum OrderAction
{
    Cancel,
    Process,
    Ship,
    Deliver,
    Refund,
    Return,
    Reorder,
    Invoice,
    Edit,
}

internal enum OrderActor
{
    Shopper,
    Staff,
    System,
}

/// <summary>The order's state machine: which state may follow which, and who may ask for what in which.</summary>
internal static class OrderStates
{
    private static readonly FrozenDictionary<OrderStatus, OrderStatus[]> Transitions = new Dictionary<OrderStatus, OrderStatus[]>
    {
        [OrderStatus.PendingPayment] = [OrderStatus.Confirmed, OrderStatus.Cancelled, OrderStatus.PaymentFailed, OrderStatus.Expired],
        [OrderStatus.Confirmed] =
        [
            OrderStatus.Processing,
            OrderStatus.PartiallyShipped,
            OrderStatus.Shipped,
            OrderStatus.Cancelled,
            OrderStatus.PartiallyRefunded,
            OrderStatus.Refunded,
        ],
        [OrderStatus.Processing] =
        [
            OrderStatus.PartiallyShipped,
            OrderStatus.Shipped,
            OrderStatus.Cancelled,
            OrderStatus.PartiallyRefunded,
            OrderStatus.Refunded,
        ],
        [OrderStatus.PartiallyShipped] = [OrderStatus.Shipped, OrderStatus.Delivered, OrderStatus.PartiallyRefunded, OrderStatus.Refunded],
        [OrderStatus.Shipped] = [OrderStatus.Delivered, OrderStatus.PartiallyRefunded, OrderStatus.Refunded],
        [OrderStatus.Delivered] = [OrderStatus.PartiallyRefunded, OrderStatus.Refunded],
        [OrderStatus.PartiallyRefunded] =
        [
            OrderStatus.PartiallyShipped,
            OrderStatus.Shipped,
            OrderStatus.Delivered,
            OrderStatus.Cancelled,
            OrderStatus.Refunded,
        ],
        [OrderStatus.Cancelled] = [],
        [OrderStatus.Refunded] = [],
        [OrderStatus.PaymentFailed] = [],
        [OrderStatus.Expired] = [],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<OrderStatus, OrderAction[]> StaffActions = new Dictionary<OrderStatus, OrderAction[]>
    {
        [OrderStatus.PendingPayment] = [OrderAction.Cancel],
        [OrderStatus.Confirmed] =
        [
            OrderAction.Cancel,
            OrderAction.Process,
            OrderAction.Ship,
            OrderAction.Refund,
            OrderAction.Invoice,
            OrderAction.Edit,
        ],
        [OrderStatus.Processing] = [OrderAction.Cancel, OrderAction.Ship, OrderAction.Refund, OrderAction.Invoice, OrderAction.Edit],
        [OrderStatus.PartiallyShipped] = [OrderAction.Ship, OrderAction.Deliver, OrderAction.Refund, OrderAction.Invoice],
        [OrderStatus.Shipped] = [OrderAction.Deliver, OrderAction.Refund, OrderAction.Invoice],
        [OrderStatus.Delivered] = [OrderAction.Refund, OrderAction.Invoice],
        [OrderStatus.PartiallyRefunded] =
        [
            OrderAction.Cancel,
            OrderAction.Ship,
            OrderAction.Deliver,
            OrderAction.Refund,
            OrderAction.Invoice,
            OrderAction.Edit,
        ],
        [OrderStatus.Refunded] = [OrderAction.Invoice],
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<OrderStatus, OrderAction[]> ShopperActions = new Dictionary<OrderStatus, OrderAction[]>
    {
        [OrderStatus.PendingPayment] = [OrderAction.Cancel],
        [OrderStatus.Confirmed] = [OrderAction.Cancel, OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.Processing] = [OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.PartiallyShipped] = [OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.Shipped] = [OrderAction.Return, OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.Delivered] = [OrderAction.Return, OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.Cancelled] = [OrderAction.Reorder],
        [OrderStatus.Refunded] = [OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.PartiallyRefunded] = [OrderAction.Return, OrderAction.Reorder, OrderAction.Invoice],
        [OrderStatus.PaymentFailed] = [OrderAction.Reorder],
        [OrderStatus.Expired] = [OrderAction.Reorder],
    }.ToFrozenDictionary();

    public static bool CanMove(OrderStatus from, OrderStatus to) => Transitions[from].Contains(to);

    /// <summary>What the state allows; the order's facts (what is shipped, what is paid) may allow less.</summary>
    public static IReadOnlyList<OrderAction> Actions(OrderStatus status, OrderActor actor) =>
        actor switch
        {
            OrderActor.Staff => StaffActions.GetValueOrDefault(status) ?? [],
            OrderActor.Shopper => ShopperActions.GetValueOrDefault(status) ?? [],
            _ => [],
        };
}
