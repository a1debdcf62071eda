using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.Orders.Domain;

/// <summary>What was bought, frozen as it was placed, and how far it has come.</summary>
internal sealed partial class Order : AggregateRoot
{
    private readonly List<OrderLine> _lines = [];
    private readonly List<Shipment> _shipments = [];
    private readonly List<TimelineEntry> _timeline = [];
    private readonly List<OrderReturn> _returns = [];

    private Order() { }

    public string Number { get; private set; } = "";

    /// <summary>The key of the cart it was; never shown.</summary>
    public Guid CartId { get; private set; }

    /// <summary>Null for a guest.</summary>
    public Guid? UserId { get; private set; }

    public string Email { get; private set; } = "";

    public OrderStatus Status { get; private set; }

    /// <summary>True once the shopper has been told of it; an order whose card was declined at once never was.</summary>
    public bool Listed { get; private set; }

    public string Currency { get; private set; } = "";

    public long Subtotal { get; private set; }

    public long Discount { get; private set; }

    public long ShippingPrice { get; private set; }

    public long Tax { get; private set; }

    public bool TaxIncluded { get; private set; }

    public long Total { get; private set; }

    public IReadOnlyList<string> Coupons { get; private set; } = [];

    public IReadOnlyList<OrderDiscount> Discounts { get; private set; } = [];

    public string? ShippingMethod { get; private set; }

    public string? ShippingMethodName { get; private set; }

    public Address? ShippingAddress { get; private set; }

    public Address? BillingAddress { get; private set; }

    public string? Note { get; private set; }

    public string? GiftMessage { get; private set; }

    public OrderPayment Payment { get; private set; } = OrderPayment.None;

    public DateTimeOffset PlacedAt { get; private set; }

    /// <summary>Moves with every change; the ETag.</summary>
    public long Version { get; private set; }

    public IReadOnlyList<OrderLine> Lines => _lines;

    public IReadOnlyList<Shipment> Shipments => _shipments;

    public IReadOnlyList<TimelineEntry> Timeline => _timeline;

    public IReadOnlyList<OrderReturn> Returns => _returns;

    public Money TotalMoney => new(Total, Currency);

    /// <summary>It came to nothing; money that still arrives for it goes back.</summary>
    public bool IsOver => Status is OrderStatus.Cancelled or OrderStatus.Expired or OrderStatus.PaymentFailed;

    public bool IsOwnedBy(Guid? userId) => UserId is { } owner && owner == userId;

    public static Order Place(OrderDraft draft, DateTimeOffset now)
    {
        var order = new Order
        {
            Id = draft.OrderId,
            Number = OrderNumber.Next(),
            CartId = draft.CartId,
            UserId = draft.UserId,
            Email = draft.Email,
            Currency = draft.Total.Currency,
            Subtotal = draft.Subtotal.Amount,
            Discount = draft.Discount.Amount,
            ShippingPrice = draft.ShippingPrice.Amount,
            Tax = draft.Tax.Amount,
            TaxIncluded = draft.TaxIncluded,
            Total = draft.Total.Amount,
            Coupons = draft.Coupons,
            Discounts = draft.Discounts,
            ShippingMethod = draft.ShippingMethod,
            ShippingMethodName = draft.ShippingMethodName,
            ShippingAddress = draft.ShippingAddress,
            BillingAddress = draft.BillingAddress,
            Note = draft.Note,
            GiftMessage = draft.GiftMessage,
            Payment = OrderPayment.None with { Id = draft.PaymentId, Method = draft.PaymentMethod },
            PlacedAt = now,
        };
        order._lines.AddRange(draft.Lines);
        order.Tell(now, "Order placed.", OrderActor.Shopper);
        return order;
    }

    /// <summary>Another number, when the first is taken.</summary>
    public void Renumber() => Number = OrderNumber.Next();

    private bool MoveTo(OrderStatus next)
    {
        if (Status == next)
        {
            return false;
        }

        if (!OrderStates.CanMove(Status, next))
        {
            throw new InvalidOperationException($"Order {Id} cannot go from {Status} to {next}.");
        }

        Status = next;
        return true;
    }

    private void Tell(DateTimeOffset at, string message, OrderActor actor, bool staffOnly = false)
    {
        _timeline.Add(
            new()
            {
                OrderId = Id,
                Position = _timeline.Count,
                At = at,
                Status = Status,
                Message = message,
                Actor = actor,
                StaffOnly = staffOnly,
            }
        );
        Version++;
    }
}

/// <summary>The payment as the order knows it; Payments is the authority.</summary>
/// <param name="Status">As Payments names it, snake_case.</param>
internal sealed record OrderPayment(Guid Id, string Method, string Status, long Captured, long Refunded, string? DeclineCode, string? ActionUrl)
{
    public static OrderPayment None { get; } = new(Guid.Empty, "", "pending", 0, 0, null, null);
}

/// <summary>Everything an order is made of.</summary>
internal sealed record OrderDraft(Guid OrderId, Guid CartId, Guid? UserId, string Email, Guid PaymentId, string PaymentMethod)
{
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    public required Money Subtotal { get; init; }

    public required Money Discount { get; init; }

    public required Money ShippingPrice { get; init; }

    public required Money Tax { get; init; }

    public required bool TaxIncluded { get; init; }

    public required Money Total { get; init; }

    public IReadOnlyList<string> Coupons { get; init; } = [];

    public IReadOnlyList<OrderDiscount> Discounts { get; init; } = [];

    public string? ShippingMethod { get; init; }

    public string? ShippingMethodName { get; init; }

    public Address? ShippingAddress { get; init; }

    public Address? BillingAddress { get; init; }

    public string? Note { get; init; }

    public string? GiftMessage { get; init; }
}
