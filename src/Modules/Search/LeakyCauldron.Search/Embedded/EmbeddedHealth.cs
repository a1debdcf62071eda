using LeakyCauldron.Search.Indexing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The line of search in <c>/health/ready</c>.</summary>
internal sealed class EmbeddedHealth(IndexState index) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
        Task.FromResult(index.IsOpen ? HealthCheckResult.Healthy("embedded, open") : HealthCheckResult.Unhealthy("there is no index yet"));
}
