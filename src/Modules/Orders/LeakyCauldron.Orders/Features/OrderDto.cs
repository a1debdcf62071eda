using LeakyCauldron.Orders.Domain;

namespace LeakyCauldron.Orders.Features;

/// <summary>An order as its shopper and staff see it.</summary>
/// <param name="AllowedActions">What the caller may ask for now.</param>
/// <param name="Version">Moves with every change.</param>
internal sealed record OrderDto(
    Guid Id,
    string Number,
    OrderStatus Status,
    string Email,
    string Currency,
    IReadOnlyList<OrderItemDto> Items,
    IReadOnlyList<string> Coupons,
    IReadOnlyList<OrderDiscount> Discounts,
    OrderShippingDto? ShippingMethod,
    OrderTotalsDto Totals,
    OrderAddressesDto Addresses,
    OrderPaymentDto Payment,
    IReadOnlyList<ShipmentDto> Shipments,
    IReadOnlyList<ReturnDto> Returns,
    IReadOnlyList<TimelineDto> Timeline,
    IReadOnlyList<OrderAction> AllowedActions,
    string? Note,
    string? GiftMessage,
    DateTimeOffset PlacedAt,
    long Version
)
{
    public static OrderDto Of(Order o, OrderActor reader) =>
        new(
            o.Id,
            o.Number,
            o.Status,
            o.Email,
            o.Currency,
            [.. o.Lines.OrderBy(l => l.Position).Select(l => OrderItemDto.Of(l, o.Currency))],
            o.Coupons,
            o.Discounts,
            o.ShippingMethod is null ? null : new(o.ShippingMethod, o.ShippingMethodName ?? o.ShippingMethod),
            OrderTotalsDto.Of(o),
            new(o.ShippingAddress, o.BillingAddress ?? o.ShippingAddress),
            OrderPaymentDto.Of(o),
            [
                .. o
                    .Shipments.OrderBy(s => s.ShippedAt)
                    .Select(s => new ShipmentDto(s.Id, s.Carrier, s.TrackingNumber, s.Items, s.ShippedAt, s.DeliveredAt)),
            ],
            [.. o.Returns.OrderBy(r => r.Id).Select(r => ReturnDto.Of(r, o.Currency))],
            [
                .. o
                    .Timeline.Where(t => !t.StaffOnly || reader == OrderActor.Staff)
                    .OrderBy(t => t.Position)
                    .Select(t => new TimelineDto(t.At, t.Status, t.Message, t.Actor, t.StaffOnly)),
            ],
            o.AllowedActions(reader),
            o.Note,
            o.GiftMessage,
            o.PlacedAt,
            o.Version
        );

    /// <summary>Two readers may be allowed different actions, so each has a tag of their own.</summary>
    public string EtagFor(Caller caller) => Etag.Of(Version, caller.IsStaff ? "staff" : "own");
}

/// <param name="Removed">Units that staff took off before they were sent; they count as refunded too.</param>
internal sealed record OrderItemDto(
    Guid Id,
    Guid VariantId,
    Guid ProductId,
    string Sku,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    string? Image,
    int Quantity,
    Money UnitPrice,
    Money LineTotal,
    Money Discount,
    Money Tax,
    int Shipped,
    int Refunded,
    int Removed
)
{
    public static OrderItemDto Of(OrderLine l, string currency) =>
        new(
            l.Id,
            l.VariantId,
            l.ProductId,
            l.Sku,
            l.Title,
            l.Options,
            l.Image,
            l.Quantity,
            new(l.UnitPrice, currency),
            new(l.LineTotal, currency),
            new(l.Discount, currency),
            new(l.Tax, currency),
            l.Shipped,
            l.Refunded,
            l.Removed
        );
}

internal sealed record OrderShippingDto(string Code, string Name);

/// <summary>total = subtotal − discount + shipping, plus tax where it is not included.</summary>
internal sealed record OrderTotalsDto(Money Subtotal, Money Discount, Money Shipping, Money Tax, bool TaxIncluded, Money Total)
{
    public static OrderTotalsDto Of(Order o) =>
        new(
            new(o.Subtotal, o.Currency),
            new(o.Discount, o.Currency),
            new(o.ShippingPrice, o.Currency),
            new(o.Tax, o.Currency),
            o.TaxIncluded,
            o.TotalMoney
        );
}

internal sealed record OrderAddressesDto(Address? Shipping, Address? Billing);

/// <param name="Id">The payment's id at Payments.</param>
/// <param name="Status">pending, requires_action, authorized, captured, declined, voided, partially_refunded or refunded.</param>
/// <param name="ActionUrl">Where the shopper must go, if so.</param>
internal sealed record OrderPaymentDto(Guid Id, string Status, string Method, Money Captured, Money Refunded, string? DeclineCode, string? ActionUrl)
{
    public static OrderPaymentDto Of(Order o) =>
        new(
            o.Payment.Id,
            o.Payment.Status,
            o.Payment.Method,
            new(o.Payment.Captured, o.Currency),
            new(o.Payment.Refunded, o.Currency),
            o.Payment.DeclineCode,
            o.Payment.ActionUrl
        );
}

internal sealed record ShipmentDto(
    Guid Id,
    string Carrier,
    string TrackingNumber,
    IReadOnlyList<ShippedItem> Items,
    DateTimeOffset ShippedAt,
    DateTimeOffset? DeliveredAt
);

/// <param name="Restocked">Whether what came is for sale again.</param>
/// <param name="Refund">What it was found to be worth.</param>
/// <param name="Note">Why it was rejected.</param>
internal sealed record ReturnDto(
    Guid Id,
    ReturnStatus Status,
    IReadOnlyList<ReturnedItem> Items,
    bool Restocked,
    Money Refund,
    string? Note,
    DateTimeOffset RequestedAt,
    DateTimeOffset? ClosedAt
)
{
    public static ReturnDto Of(OrderReturn r, string currency) =>
        new(r.Id, r.Status, r.Items, r.Restocked, new(r.Refund, currency), r.Note, r.RequestedAt, r.ClosedAt);
}

/// <param name="StaffOnly">A note that the shopper never sees.</param>
internal sealed record TimelineDto(DateTimeOffset At, OrderStatus Status, string Message, OrderActor Actor, bool StaffOnly);

/// <summary>An order in a list.</summary>
internal sealed record OrderListItem(
    Guid Id,
    string Number,
    OrderStatus Status,
    string Email,
    int ItemCount,
    IReadOnlyList<OrderListLine> Items,
    Money Total,
    OrderPaymentDto Payment,
    DateTimeOffset PlacedAt
)
{
    public static OrderListItem Of(Order o) =>
        new(
            o.Id,
            o.Number,
            o.Status,
            o.Email,
            o.Lines.Sum(l => l.Quantity),
            [.. o.Lines.OrderBy(l => l.Position).Select(l => new OrderListLine(l.Sku, l.Title, l.Quantity, l.Image))],
            o.TotalMoney,
            OrderPaymentDto.Of(o),
            o.PlacedAt
        );
}

internal sealed record OrderListLine(string Sku, string Title, int Quantity, string? Image);
