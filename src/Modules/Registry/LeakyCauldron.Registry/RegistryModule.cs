using LeakyCauldron.Registry.Features.ListInstances;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry;

/// <summary>The Marauder's Map: which process serves which module.</summary>
public sealed class RegistryModule : IModule
{
    /// <inheritdoc />
    public string Name => RegistryDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<RegistryDbContext>();
        module.Services.AddSingleton<InstanceTable>();
        module.AddWorker<SelfRegistration>();
        module.AddJob<EvictExpiredInstances>(Lease.Renewal);
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api) => ListInstancesEndpoint.Map(api);
}
