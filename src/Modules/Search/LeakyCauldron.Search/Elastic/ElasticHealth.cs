using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Indexing;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Search.Elastic;

/// <summary>
/// The line of search in <c>/health/ready</c>. A cluster that goes away later degrades the shop and does not close it: every host would leave the balancer at once,
/// and with them everything that works without search.
/// </summary>
internal sealed class ElasticHealth(Indices indices, BulkWriter bulk, IndexState open, ElasticIndexState state) : IHealthCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await indices.PingAsync(patience.Token);
            return !open.IsOpen ? HealthCheckResult.Unhealthy(state.Doing)
                : bulk.Refused > 0 ? HealthCheckResult.Degraded($"{bulk.Refused} documents were refused by Elasticsearch: see the log")
                : HealthCheckResult.Healthy("Elasticsearch answers");
        }
        catch (Exception e) when (e is ElasticUnavailableException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var line = e is ElasticUnavailableException ? $"Elasticsearch is not available: {e.Message}" : "Elasticsearch does not answer in time";
            return open.IsOpen ? HealthCheckResult.Degraded(line) : HealthCheckResult.Unhealthy(line);
        }
    }
}
