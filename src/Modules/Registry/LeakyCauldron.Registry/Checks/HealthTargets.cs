using LeakyCauldron.Registry.Domain;

namespace LeakyCauldron.Registry.Checks;

internal static class HealthTargets
{
    /// <summary>
    /// Where an instance is asked how it is: the shop's own processes whether they live (what they depend on is their own to report), foreign services at the path they named.
    /// Of the URL a stranger registered only port, path and query are used, with the address that was checked: a name may mean another machine tomorrow.
    /// </summary>
    public static Uri? Of(Instance instance)
    {
        var address = new Uri(instance.Address);
        if (instance.Process is not null)
        {
            return new Uri(address, "/health/live");
        }

        return
            Uri.TryCreate(instance.Record?.HealthCheckUrl ?? instance.Record?.SecureHealthCheckUrl, UriKind.Absolute, out var named)
            && named.Scheme is "http" or "https"
            ? new UriBuilder(named.Scheme, address.Host, named.Port, named.AbsolutePath, named.Query).Uri
            : null;
    }
}
