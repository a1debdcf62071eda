using LeakyCauldron.Registry.Domain;

namespace LeakyCauldron.Registry.Leases;

internal static class EurekaRecords
{
    /// <summary>What a Eureka client sees of an instance; the shop's own modules are described in its words.</summary>
    public static EurekaInstance Of(Instance instance)
    {
        if (instance.Record is { } record)
        {
            return record;
        }

        var address = new Uri(instance.Address);
        var secure = address.Scheme == Uri.UriSchemeHttps;
        return new EurekaInstance(instance.Host, instance.Host, secure ? 80 : instance.Port, !secure, secure ? instance.Port : 443, secure)
        {
            VipAddress = instance.App,
            SecureVipAddress = instance.App,
            HomePageUrl = address.ToString(),
            StatusPageUrl = new Uri(address, "/health/ready").ToString(),
            HealthCheckUrl = new Uri(address, "/health/ready").ToString(),
        };
    }
}
