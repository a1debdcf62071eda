namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>Where this process registers its modules: in the table of the Registry module beside it, or at <c>Registry:Url</c>.</summary>
public interface IRegistrar
{
    /// <summary>Registers, or renews what is registered; all instances are of this process.</summary>
    Task RenewAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct);

    /// <summary>Takes the process off the map.</summary>
    Task RemoveAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct);
}
