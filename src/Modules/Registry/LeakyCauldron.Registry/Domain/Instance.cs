namespace LeakyCauldron.Registry.Domain;

/// <summary>A module as served by one process, or an instance of a foreign service, for as long as its lease is renewed.</summary>
internal sealed class Instance
{
    /// <summary>The application's name in lower case: a module's, or a foreign service's.</summary>
    public required string App { get; init; }

    /// <summary>Unique in the whole registry. A process's own are <c>host:module:port</c>: one that comes back at the same address takes its old place.</summary>
    public required string InstanceId { get; init; }

    public required string Host { get; set; }

    public int Port { get; set; }

    /// <summary>Scheme, host and port that requests go to.</summary>
    public required string Address { get; set; }

    /// <summary>The shop's own process that serves it; null for a foreign service.</summary>
    public Guid? Process { get; set; }

    /// <summary>What it says of itself.</summary>
    public ServiceStatus Status { get; set; }

    /// <summary>What an operator says instead.</summary>
    public ServiceStatus? Override { get; set; }

    /// <summary>Why the registry's own check holds it for ill; null while it does not.</summary>
    public string? Ill { get; set; }

    public required IReadOnlyDictionary<string, string> Metadata { get; set; }

    /// <summary>What a foreign service registered, as it came.</summary>
    public EurekaInstance? Record { get; set; }

    /// <summary>The instance's own mark of its last change, by its own clock: the larger one is the newer registration.</summary>
    public long DirtyAt { get; set; }

    public int DurationSeconds { get; set; } = Lease.DefaultDurationSeconds;

    public int RenewalSeconds { get; set; } = Lease.DefaultRenewalSeconds;

    /// <summary>Times are the database's, so that no host's clock decides about another's lease.</summary>
    public DateTimeOffset RegisteredAt { get; set; }

    public DateTimeOffset RenewedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Of the last change that was more than a renewal.</summary>
    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? UpSince { get; set; }

    /// <summary>
    /// What it says if it is not ready, else what an operator says, else what it says; one that the registry's own check found ill is down unless an operator insists.
    /// </summary>
    public ServiceStatus Effective =>
        Status is not (ServiceStatus.Up or ServiceStatus.OutOfService) ? Status
        : Override is { } said ? said
        : Status == ServiceStatus.Up && Ill is not null ? ServiceStatus.Down
        : Status;

    public void Renew(DateTimeOffset now)
    {
        RenewedAt = now;
        ExpiresAt = now.AddSeconds(DurationSeconds);
    }

    public void Touch(DateTimeOffset now)
    {
        UpdatedAt = now;
        UpSince = Effective == ServiceStatus.Up ? UpSince ?? now : UpSince;
    }

    public ServiceInstance ToService() => new(App, InstanceId, new Uri(Address), Effective, Metadata);
}
