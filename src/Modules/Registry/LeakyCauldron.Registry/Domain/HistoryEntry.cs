namespace LeakyCauldron.Registry.Domain;

internal enum HistoryKind
{
    Registered,

    /// <summary>Said itself that it goes, or was removed by an operator.</summary>
    Cancelled,

    /// <summary>Its lease ended.</summary>
    Expired,
}

/// <summary>One of the last thousand registrations or cancellations.</summary>
internal sealed class HistoryEntry
{
    public long Id { get; init; }

    public DateTimeOffset At { get; init; }

    public HistoryKind Kind { get; init; }

    public required string App { get; init; }

    public required string InstanceId { get; init; }

    /// <summary>The instance as it was, for those who learn by differences that it is gone.</summary>
    public required EurekaInstance Record { get; init; }
}

/// <summary>Counts changes, so that hosts on one database notice each other's; its row is the lock under which changes happen one after the other.</summary>
internal sealed class RegistryVersion
{
    public int Id { get; init; }

    public long Version { get; set; }
}
