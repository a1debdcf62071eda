namespace LeakyCauldron.Payments.Gringotts;

internal enum ChargeState
{
    Processing,
    RequiresAction,
    Authorized,
    Captured,
    Declined,
    Voided,
}

/// <summary>A line of the bank's own book. These tables are the bank's: nothing of the shop reads or writes them but <see cref="GringottsBank"/>.</summary>
internal sealed class GringottsCharge
{
    /// <summary>The client's idempotency key.</summary>
    public string Key { get; set; } = "";

    /// <summary>The bank's id, unguessable.</summary>
    public string Reference { get; set; } = "";

    public long Amount { get; set; }

    public string Currency { get; set; } = "";

    public string Token { get; set; } = "";

    /// <summary>Take the money as soon as it is held.</summary>
    public bool Capture { get; set; }

    public ChargeState State { get; set; }

    public string? Code { get; set; }

    /// <summary>What becomes of it at <see cref="SettlesAt"/>.</summary>
    public string? SettlesTo { get; set; }

    public DateTimeOffset? SettlesAt { get; set; }

    public long Captured { get; set; }

    public long Refunded { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}

/// <summary>A change the bank has yet to tell of; gone once it was heard.</summary>
internal sealed class GringottsEvent
{
    public Guid Id { get; set; }

    public string ChargeKey { get; set; } = "";

    public string Kind { get; set; } = "";

    public int Attempts { get; set; }

    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset HappenedAt { get; set; }
}

/// <summary>A movement of money in the bank's book: once a key.</summary>
internal sealed class GringottsMovement
{
    public string Key { get; set; } = "";

    public string ChargeKey { get; set; } = "";

    /// <summary><c>capture</c> or <c>refund</c>.</summary>
    public string Kind { get; set; } = "";

    public long Amount { get; set; }

    public DateTimeOffset BookedAt { get; set; }
}
