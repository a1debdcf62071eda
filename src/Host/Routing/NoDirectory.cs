using LeakyCauldron.BuildingBlocks.Discovery;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.Host.Routing;

/// <summary>A process that hears of no other.</summary>
internal sealed class NoDirectory : IServiceDirectory
{
    private static readonly IChangeToken Never = new CancellationChangeToken(CancellationToken.None);

    public DirectorySnapshot Current => DirectorySnapshot.Empty;

    public IChangeToken Changed() => Never;
}
