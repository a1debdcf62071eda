namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>The section <c>Registry</c>.</summary>
public sealed class RegistryOptions
{
    /// <summary>Where a process without the Registry module registers: <c>http://host:port</c>, with <c>/eureka</c> or without; several by comma are peers.</summary>
    public string? Url { get; init; }

    /// <summary>Name of the HTTP Basic credentials.</summary>
    public string? Username { get; init; }

    /// <summary>Opens the registry to foreign services and, unless <see cref="ModulePassword"/> is set, to the shop's own processes.</summary>
    public string? Password { get; init; }

    /// <summary>If set, only who knows it may register as one of the shop's own modules or replicate.</summary>
    public string? ModulePassword { get; init; }

    /// <summary>Callers whose socket is on loopback, and who are not forwarded, need no credentials and may name loopback addresses.</summary>
    public bool AllowLoopback { get; init; }

    /// <summary>The address by which others reach this process, where it is not the one it listens on.</summary>
    public Uri? Advertise { get; init; }

    /// <summary>Other registries, with databases of their own, that are told of every change here; as <see cref="Url"/>.</summary>
    public string? Peers { get; init; }

    /// <summary>Networks by comma (CIDR) that foreign services may have their addresses in.</summary>
    public string AllowedNetworks { get; init; } = "10.0.0.0/8,172.16.0.0/12,192.168.0.0/16,100.64.0.0/10,fc00::/7";

    /// <summary>Most instances that the registry holds.</summary>
    public int MaxInstances { get; init; } = 5_000;

    /// <summary>How often the registry itself asks the instances how they are; 0: never.</summary>
    public double HealthCheckSeconds { get; init; } = 10;

    /// <summary>Keeps leases that end while more than 15 % of at least ten addresses are not heard of: the network is more likely to be ill than they.</summary>
    public bool SelfPreservation { get; init; } = true;

    /// <summary>What the shop's own processes say to the registry.</summary>
    public string? OwnPassword => ModulePassword ?? Password;

    /// <summary>The base addresses of a list, each ending in <c>/eureka/</c>.</summary>
    /// <exception cref="Modules.InvalidStartException">One is not an http address.</exception>
    public static IReadOnlyList<Uri> Addresses(string? list, string setting) =>
        [.. (list ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(text => Address(text, setting))];

    private static Uri Address(string text, string setting)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))
        {
            throw new Modules.InvalidStartException($"{setting} names \"{text}\", which is not an http address.");
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        return new UriBuilder(uri) { Path = (path.Length == 0 ? "/eureka" : path) + "/" }.Uri;
    }
}
