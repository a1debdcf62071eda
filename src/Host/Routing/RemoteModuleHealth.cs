using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Host.Routing;

/// <summary>
/// One line for each module that lives elsewhere. Where the registry is in this process, the shop is open only once each was seen; after that, and in every other process,
/// a module that is away degrades the shop: most of it still sells, and processes that waited for each other would wait for ever.
/// </summary>
internal sealed class RemoteModuleHealth(string module, RouteTableSource table, bool waits) : IHealthCheck
{
    private bool _seen = !waits;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var up = table.Current.PoolOf(module).Destinations;
        if (up.Count > 0)
        {
            _seen = true;
            var reachable = up.Count(d => !d.IsOpen);
            return Task.FromResult(
                reachable > 0
                    ? HealthCheckResult.Healthy($"{reachable} of {up.Count} instances")
                    : HealthCheckResult.Degraded($"none of {up.Count} instances can be reached")
            );
        }

        return Task.FromResult(_seen ? HealthCheckResult.Degraded("no instance is up") : HealthCheckResult.Unhealthy("no instance is up yet"));
    }
}
