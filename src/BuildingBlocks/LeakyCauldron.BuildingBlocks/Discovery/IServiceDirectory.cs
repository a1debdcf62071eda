using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>
/// What this process knows of all others: a copy of the registry that is never waited for. Where the Registry module is in this process it is read from there, elsewhere
/// from <c>Registry:Url</c>; while the registry does not answer, the last copy stays in force.
/// </summary>
public interface IServiceDirectory
{
    /// <summary>The copy in force; empty until the registry was heard for the first time.</summary>
    DirectorySnapshot Current { get; }

    /// <summary>Fires once when <see cref="Current"/> has been replaced by one that differs.</summary>
    IChangeToken Changed();
}

/// <summary>Immutable; a newer one has a higher version.</summary>
/// <param name="Version">Counts changes in this process.</param>
/// <param name="Instances">All that are registered, whatever their status.</param>
public sealed record DirectorySnapshot(long Version, IReadOnlyList<ServiceInstance> Instances)
{
    /// <summary>Nothing is known.</summary>
    public static DirectorySnapshot Empty { get; } = new(0, []);

    /// <summary>The instances of an application that take requests.</summary>
    public IReadOnlyList<ServiceInstance> UpOf(string app) =>
        [.. Instances.Where(i => i.Status == ServiceStatus.Up && string.Equals(i.App, app, StringComparison.OrdinalIgnoreCase))];
}
