namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>Whether an instance takes requests. Names as in the Eureka protocol, in lower case there.</summary>
public enum ServiceStatus
{
    /// <summary>Listens, but is not ready yet.</summary>
    Starting,

    /// <summary>Takes requests.</summary>
    Up,

    /// <summary>Said, or was found by the registry's own check, to be ill.</summary>
    Down,

    /// <summary>Taken out by an operator, or draining before it stops.</summary>
    OutOfService,

    /// <summary>Nobody knows.</summary>
    Unknown,
}

/// <summary>A module as served by one process, or an instance of a foreign service, as the registry knows it.</summary>
/// <param name="App">The module's name in lower case, or the foreign service's application name in lower case.</param>
/// <param name="InstanceId">Unique within the application; a process's own are <c>host:module:port</c>.</param>
/// <param name="Address">Where it takes requests: scheme, host and port.</param>
/// <param name="Status">After operators' overrides.</param>
/// <param name="Metadata">What it told of itself; the names that mean something to us are in <see cref="ServiceMetadata"/>.</param>
public sealed record ServiceInstance(string App, string InstanceId, Uri Address, ServiceStatus Status, IReadOnlyDictionary<string, string> Metadata);

/// <summary>Metadata that the shop itself reads or writes.</summary>
public static class ServiceMetadata
{
    /// <summary>Path prefix that a foreign service wants routed to it.</summary>
    public const string Route = "route";

    /// <summary><c>true</c>: the prefix is taken off before the request is forwarded.</summary>
    public const string StripPrefix = "stripPrefix";

    /// <summary>Present on the shop's own modules: the process that serves them, a UUID that is new at each start.</summary>
    public const string Process = "leakyProcess";

    /// <summary>Present on the shop's own modules: the public key (base64 of its SubjectPublicKeyInfo) of the service tokens that the process signs.</summary>
    public const string ServiceKey = "leakyServiceKey";
}
