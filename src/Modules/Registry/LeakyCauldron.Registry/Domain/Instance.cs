namespace LeakyCauldron.Registry.Domain;

/// <summary>Whether an instance takes requests.</summary>
internal enum InstanceStatus
{
    Starting,
    Up,
}

/// <summary>One module as served by one process, for as long as its lease is renewed.</summary>
internal sealed class Instance
{
    public required string Module { get; init; }

    /// <summary><c>host:module:port</c>; a process that comes back at the same address takes its old place.</summary>
    public required string InstanceId { get; init; }

    public required string Host { get; init; }

    public int Port { get; init; }

    public InstanceStatus Status { get; init; }

    /// <summary>Times are the database's, so that no host's clock decides about another's lease.</summary>
    public DateTimeOffset RegisteredAt { get; init; }

    public DateTimeOffset RenewedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
