namespace LeakyCauldron.Orders.Domain;

internal enum ReturnStatus
{
    /// <summary>The shopper has asked for it; the parcel may be on its way.</summary>
    Requested,

    /// <summary>The parcel is here; its money goes back.</summary>
    Received,

    /// <summary>Staff said no; its units may be asked for again.</summary>
    Rejected,
}

/// <summary>Units that the shopper sends back.</summary>
internal sealed class OrderReturn
{
    public Guid Id { get; init; }

    public Guid OrderId { get; init; }

    public ReturnStatus Status { get; private set; }

    public IReadOnlyList<ReturnedItem> Items { get; private set; } = [];

    /// <summary>Whether what came is for sale again.</summary>
    public bool Restocked { get; private set; }

    /// <summary>What it was found to be worth, in the order's currency.</summary>
    public long Refund { get; private set; }

    /// <summary>Why it was rejected.</summary>
    public string? Note { get; private set; }

    public DateTimeOffset RequestedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; private set; }

    public static OrderReturn Request(Guid orderId, IReadOnlyList<ReturnedItem> items, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            OrderId = orderId,
            Items = items,
            RequestedAt = now,
        };

    /// <summary>Units of a line that cannot be asked for again.</summary>
    public int Claims(Guid itemId) =>
        Status switch
        {
            ReturnStatus.Requested => Items.Where(i => i.ItemId == itemId).Sum(i => i.Quantity),
            ReturnStatus.Received => Items.Where(i => i.ItemId == itemId).Sum(i => i.Accepted),
            _ => 0,
        };

    public void Receive(IReadOnlyList<ShippedItem> accepted, bool restocked, long refund, DateTimeOffset now)
    {
        Items = [.. Items.Select(i => i with { Accepted = accepted.FirstOrDefault(a => a.ItemId == i.ItemId)?.Quantity ?? 0 })];
        (Status, Restocked, Refund, ClosedAt) = (ReturnStatus.Received, restocked, refund, now);
    }

    public void Reject(string? note, DateTimeOffset now) => (Status, Note, ClosedAt) = (ReturnStatus.Rejected, note, now);
}

/// <param name="ItemId">The order's line.</param>
/// <param name="Accepted">How many came and count; 0 until the parcel is here.</param>
internal sealed record ReturnedItem(Guid ItemId, int Quantity, string Reason, int Accepted);
