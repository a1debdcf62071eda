namespace LeakyCauldron.Orders.Contracts;

/// <summary>What a message to the shopper says of an order. <c>order_not_found</c> if there is none.</summary>
[Contract("orders.get-order-summary.v1")]
public sealed record GetOrderSummary(Guid OrderId) : IQuery<OrderSummary>;

/// <summary>An order as its shopper may see it; personal, so it is answered and never published.</summary>
public sealed record OrderSummary(
    Guid OrderId,
    string Number,
    Guid? UserId,
    string Email,
    string? RecipientName,
    string Status,
    IReadOnlyList<OrderSummaryLine> Lines,
    Money Subtotal,
    Money Discount,
    Money Shipping,
    Money Tax,
    bool TaxIncluded,
    Money Total,
    Address? ShippingAddress,
    DateTimeOffset PlacedAt
);

/// <summary>A line of the summary.</summary>
public sealed record OrderSummaryLine(
    string Sku,
    string Title,
    IReadOnlyDictionary<string, string> Options,
    int Quantity,
    Money UnitPrice,
    Money LineTotal
);
