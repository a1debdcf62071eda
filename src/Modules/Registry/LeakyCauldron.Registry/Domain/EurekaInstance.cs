namespace LeakyCauldron.Registry.Domain;

/// <summary>The part of a Eureka registration that only Eureka clients need; absent members stay absent.</summary>
internal sealed record EurekaInstance(string HostName, string IpAddr, int Port, bool PortEnabled, int SecurePort, bool SecurePortEnabled)
{
    public string? AppGroupName { get; init; }

    public string? VipAddress { get; init; }

    public string? SecureVipAddress { get; init; }

    public string? HomePageUrl { get; init; }

    public string? StatusPageUrl { get; init; }

    public string? HealthCheckUrl { get; init; }

    public string? SecureHealthCheckUrl { get; init; }

    public string DataCenter { get; init; } = "MyOwn";

    public string? DataCenterClass { get; init; }

    public int CountryId { get; init; } = 1;

    public string? AsgName { get; init; }
}
