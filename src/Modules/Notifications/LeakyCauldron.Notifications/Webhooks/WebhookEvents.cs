using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Contracts;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>What other programs may subscribe to: the events that mean something outside the shop, none of which names a person.</summary>
internal static class WebhookEvents
{
    /// <summary>In place of a list of names.</summary>
    public const string All = "*";

    public static readonly Type[] Types =
    [
        typeof(OrderConfirmedV1),
        typeof(OrderCancelledV1),
        typeof(OrderShippedV1),
        typeof(OrderDeliveredV1),
        typeof(OrderRefundedV1),
        typeof(OrderItemsReducedV1),
        typeof(OrderClaimedV1),
        typeof(ReturnRequestedV1),
        typeof(ReturnReceivedV1),
        typeof(ReturnRejectedV1),
        typeof(ProductChangedV1),
        typeof(ProductRemovedV1),
        typeof(StockChangedV1),
        typeof(UserRegisteredV1),
    ];

    /// <summary>Names on the wire, such as <c>orders.order-confirmed.v1</c>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Types.Select(NameOf).Order(StringComparer.Ordinal)];

    private static string NameOf(Type type) => ((EventAttribute)Attribute.GetCustomAttribute(type, typeof(EventAttribute))!).WireName;
}
