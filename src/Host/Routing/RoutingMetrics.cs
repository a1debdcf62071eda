using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.Host.Routing;

/// <summary>What crossed the edge, by route and status class.</summary>
internal sealed class RoutingMetrics(IMeterFactory meters)
{
    private readonly Counter<long> _requests = meters
        .Create(Telemetry.Name)
        .CreateCounter<long>("leaky.routing.requests", "{request}", "Forwarded requests");

    private readonly Counter<long> _retries = meters
        .Create(Telemetry.Name)
        .CreateCounter<long>("leaky.routing.retries", "{request}", "Requests that were sent to another instance");

    public void Count(Route route, int status) =>
        _requests.Add(1, new KeyValuePair<string, object?>("route", route.Name), new KeyValuePair<string, object?>("status", Class(status)));

    public void CountRetry(Route route) => _retries.Add(1, new KeyValuePair<string, object?>("route", route.Name));

    private static string Class(int status) =>
        status switch
        {
            < 200 => "1xx",
            < 300 => "2xx",
            < 400 => "3xx",
            < 500 => "4xx",
            _ => "5xx",
        };
}
