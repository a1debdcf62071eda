namespace LeakyCauldron.Orders.Domain;

/// <summary>A line as it was bought; amounts are in the order's currency and never change.</summary>
internal sealed class OrderLine
{
    public Guid Id { get; init; }

    public Guid OrderId { get; init; }

    public int Position { get; init; }

    public Guid VariantId { get; init; }

    public Guid ProductId { get; init; }

    public string Sku { get; init; } = "";

    public string Title { get; init; } = "";

    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    public string? Image { get; init; }

    public int Quantity { get; init; }

    public long UnitPrice { get; init; }

    public long LineTotal { get; init; }

    /// <summary>Its share of all discounts.</summary>
    public long Discount { get; init; }

    public long Tax { get; init; }

    public bool RequiresShipping { get; init; }

    public int Shipped { get; private set; }

    public int Refunded { get; private set; }

    /// <summary>Taken off before it was sent; these count as refunded too.</summary>
    public int Removed { get; private set; }

    /// <summary>Units that can still be sent: what was given back before it was sent stays.</summary>
    public int Unshipped => RequiresShipping ? Math.Max(0, Quantity - Removed - Shipped - Math.Max(0, Refunded - Removed - Shipped)) : 0;

    public void Ship(int quantity) => Shipped += quantity;

    public void Refund(int quantity) => Refunded += quantity;

    public void Remove(int quantity) => (Removed, Refunded) = (Removed + quantity, Refunded + quantity);

    /// <summary>What the first <paramref name="units"/> units cost, so that parts of a line always add up to the whole of it.</summary>
    public long PaidFor(int units, bool taxIncluded)
    {
        var paid = LineTotal - Discount + (taxIncluded ? 0 : Tax);
        return (long)((Int128)paid * units / Quantity);
    }
}

/// <summary>A parcel.</summary>
internal sealed class Shipment
{
    public Guid Id { get; init; }

    public Guid OrderId { get; init; }

    public string Carrier { get; init; } = "";

    public string TrackingNumber { get; init; } = "";

    public IReadOnlyList<ShippedItem> Items { get; init; } = [];

    public DateTimeOffset ShippedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; private set; }

    public void Deliver(DateTimeOffset now) => DeliveredAt ??= now;
}

/// <param name="ItemId">The order's line.</param>
internal sealed record ShippedItem(Guid ItemId, int Quantity);

/// <summary>What the shopper can read of an order's course.</summary>
internal sealed class TimelineEntry
{
    public Guid OrderId { get; init; }

    public int Position { get; init; }

    public DateTimeOffset At { get; init; }

    public OrderStatus Status { get; init; }

    public string Message { get; init; } = "";

    public OrderActor Actor { get; init; }

    /// <summary>A note that the shopper never sees.</summary>
    public bool StaffOnly { get; init; }
}

/// <param name="Code">Coupon, or null if automatic.</param>
/// <param name="Amount">Positive.</param>
internal sealed record OrderDiscount(string? Code, string Name, Money Amount);
