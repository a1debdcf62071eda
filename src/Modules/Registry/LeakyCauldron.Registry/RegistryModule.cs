using LeakyCauldron.Registry.Checks;
using LeakyCauldron.Registry.Directory;
using LeakyCauldron.Registry.Eureka;
using LeakyCauldron.Registry.Features.ListHistory;
using LeakyCauldron.Registry.Features.ListInstances;
using LeakyCauldron.Registry.Features.RemoveInstance;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Peers;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry;

/// <summary>The Marauder's Map: which process serves which module, and which foreign services there are.</summary>
public sealed class RegistryModule : IModule
{
    /// <inheritdoc />
    public string Name => RegistryDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<RegistryDbContext>();
        module.Services.AddSingleton<DirectorySignal>();
        module.Services.AddSingleton<Registrations>();
        module.Services.AddSingleton<ProcessTable>();
        module.Services.AddSingleton<IRegistrar>(p => p.GetRequiredService<ProcessTable>());
        module.Services.AddSingleton<Evictions>();
        module.Services.AddSingleton<RegistryAccess>();
        module.Services.AddSingleton<RegistrationText>();
        module.Services.AddSingleton<EurekaWrites>();
        module.Services.AddSingleton<PeerQueues>();
        module.Services.AddSingleton<PeerMessages>();
        module.AddWorker<DirectoryFeed>();
        module.AddWorker<PeerReplication>();
        module.AddWorker<HealthChecks>();
        module.AddJob<HistoryCleanUp>(TimeSpan.FromHours(1));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        ListInstancesEndpoint.Map(api);
        RemoveInstanceEndpoint.Map(api);
        ListHistoryEndpoint.Map(api);
    }

    /// <inheritdoc />
    public void MapRootEndpoints(IEndpointRouteBuilder root)
    {
        DirectoryEndpoints.Map(root);
        EurekaEndpoints.Map(root);
    }
}
