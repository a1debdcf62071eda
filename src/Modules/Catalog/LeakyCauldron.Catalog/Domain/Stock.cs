namespace LeakyCauldron.Catalog.Domain;

/// <summary>
/// Units of one variant over all locations. It is the row that all buyers of the variant queue for, so it holds all that a reservation must know and nothing else.
/// </summary>
internal sealed class StockLevel(Guid variantId, Guid productId, bool tracked, bool backorder, int onHand)
{
    public Guid VariantId { get; private set; } = variantId;
    public Guid ProductId { get; private set; } = productId;
    public bool Tracked { get; set; } = tracked;

    /// <summary>May be sold beyond what is on hand.</summary>
    public bool Backorder { get; set; } = backorder;

    public int OnHand { get; set; } = onHand;
    public int Reserved { get; private set; }

    /// <summary>The quantity last imported: the same figure again is not a new count.</summary>
    public int? ImportedQuantity { get; set; }

    /// <summary>Units that can be ordered; null if that has no limit.</summary>
    public int? Available => Tracked && !Backorder ? OnHand - Reserved : null;

    public bool InStock => Available is not <= 0;
}

/// <summary>Where goods lie. Sales drain locations in the order of their positions.</summary>
internal sealed record StockLocation(Guid Id, string Code, string Name, int Position)
{
    /// <summary>There from the beginning.</summary>
    public static readonly StockLocation Default = new(new Guid("0198c0de-0000-7000-8000-d1a604a11e70"), "diagon-alley", "Diagon Alley", 1);
}

/// <summary>Units of one variant at one location; their sum is the level's on hand.</summary>
internal sealed record LocationLevel(Guid VariantId, Guid LocationId)
{
    public int OnHand { get; set; }
}

/// <summary>A line of the ledger: on hand is the sum of a variant's movements.</summary>
internal sealed class StockMovement
{
    public long Id { get; private set; }
    public Guid VariantId { get; init; }
    public Guid? LocationId { get; init; }
    public string Kind { get; init; } = "";
    public int Delta { get; init; }

    /// <summary>On hand after it, over all locations.</summary>
    public int OnHand { get; init; }

    public string Reason { get; init; } = "";
    public Guid? OrderId { get; init; }
    public Guid? Actor { get; init; }
    public DateTimeOffset At { get; init; }
}

/// <summary>Kinds of movements.</summary>
internal static class MovementKind
{
    public const string Initial = "initial";
    public const string Import = "import";
    public const string Adjustment = "adjustment";
    public const string Sale = "sale";
    public const string Cancellation = "cancellation";
    public const string Return = "return";
}

/// <summary>Units of one variant held for one order.</summary>
internal sealed class StockReservationLine
{
    public Guid OrderId { get; private set; }
    public Guid VariantId { get; private set; }
    public int Quantity { get; private set; }

    /// <summary>False if the variant was not tracked when it was reserved: then there is nothing to give back.</summary>
    public bool Counted { get; private set; }

    public string State { get; private set; } = ReservationState.Open;
    public DateTimeOffset CreatedAt { get; private set; }
    public DateTimeOffset ExpiresAt { get; private set; }
    public DateTimeOffset? ClosedAt { get; private set; }
}

/// <summary>States of a reservation.</summary>
internal static class ReservationState
{
    public const string Open = "open";
    public const string Converted = "converted";
    public const string Released = "released";
    public const string Expired = "expired";
    public const string Returned = "returned";
}

/// <summary>Says that a product's levels have changed and nobody has been told. A log, not a set: writers never wait for each other or for the reader.</summary>
internal sealed class StockMark
{
    public long Id { get; private set; }
    public Guid ProductId { get; private set; }
}
