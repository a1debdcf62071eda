using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>The registry's client in every process.</summary>
public static class DiscoverySetup
{
    /// <summary>
    /// Called after the modules: the Registry module brings an <see cref="IRegistrar"/> of its own. A process with neither it nor <c>Registry:Url</c> is alone, and its
    /// directory stays empty.
    /// </summary>
    public static void AddDiscovery(this IServiceCollection services, IConfiguration configuration)
    {
        var options = configuration.GetSection("Registry").Get<RegistryOptions>() ?? new RegistryOptions();
        services.AddSingleton(options);
        services.AddSingleton<ServiceDirectory>();
        services.AddSingleton<IServiceDirectory>(p => p.GetRequiredService<ServiceDirectory>());
        services.AddSingleton<OwnInstances>();
        if (services.Any(s => s.ServiceType == typeof(IRegistrar)))
        {
            services.AddHostedService<SelfRegistration>();
        }
        else if (RegistryOptions.Addresses(options.Url, "Registry__Url").Count > 0)
        {
            services.AddSingleton<RegistryConnection>();
            services.AddSingleton<IRegistrar, RemoteRegistry>();
            services.AddHostedService<RemoteDirectory>();
            services.AddHostedService<SelfRegistration>();
        }
    }
}
