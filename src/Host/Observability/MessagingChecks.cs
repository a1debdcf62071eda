using System.Globalization;
using LeakyCauldron.BuildingBlocks.Messaging;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Host.Observability;

/// <summary>
/// None of these is ever unhealthy: a host that cannot send or consume at present still sells, since events wait in the outbox and at the broker. Taking it out of the balancer
/// would help nobody.
/// </summary>
internal abstract class MessagingCheck(MessagingHealth health) : IHealthCheck
{
    /// <summary>Probes come often, from many sides.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
    {
        var (fine, description) = Judge(await health.ReadAsync(cancellationToken, Fresh));
        return fine ? HealthCheckResult.Healthy(description) : HealthCheckResult.Degraded(description);
    }

    protected abstract (bool Fine, string Description) Judge(MessagingReport report);

    protected static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Whether the broker answers.</summary>
internal sealed class BrokerHealth(MessagingHealth health) : MessagingCheck(health)
{
    protected override (bool Fine, string Description) Judge(MessagingReport report) =>
        report.BrokerFailure is { } failure ? (false, $"{report.Transport}: {failure}") : (true, $"{report.Transport}, answers");
}

/// <summary>Whether events leave.</summary>
internal sealed class OutboxHealth(MessagingHealth health) : MessagingCheck(health)
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(30);

    protected override (bool Fine, string Description) Judge(MessagingReport report)
    {
        var lag = report.Modules.Select(m => m.Lag).DefaultIfEmpty().Max();
        var parked = report.Modules.Sum(m => m.Parked);
        var outage = report.Modules.FirstOrDefault(m => m.Outage is not null);
        var counts = Text($"backlog {report.Modules.Sum(m => m.Backlog)}, lag {lag.TotalSeconds:0.0} s, parked {parked}");
        return (lag <= LongestLag && parked == 0 && outage is null, outage is null ? counts : $"{counts}; {outage.Module}: {outage.Outage}");
    }
}

/// <summary>Whether events are handled.</summary>
internal sealed class ConsumerHealth(MessagingHealth health) : MessagingCheck(health)
{
    private const long FarBehind = 10_000;

    protected override (bool Fine, string Description) Judge(MessagingReport report)
    {
        var dead = report.Modules.Sum(m => m.DeadLetters);
        var furthest = report.Modules.SelectMany(m => m.Consumers).MaxBy(c => c.Behind);
        var behind = report.Modules.SelectMany(m => m.Consumers).Sum(c => c.Behind);
        var counts = Text($"behind {behind}, dead letters {dead}");
        if (report.Rebuilding.Count > 0)
        {
            return (false, $"{counts}; fell behind what is kept, makes its state anew: {string.Join(", ", report.Rebuilding)}");
        }

        return (
            dead == 0 && report.BrokerFailure is null && (furthest?.Behind ?? 0) <= FarBehind,
            furthest is { Behind: > FarBehind } ? $"{counts}; {furthest.Group} is far behind on {furthest.Topic}" : counts
        );
    }
}

/// <summary>How one module does its part: its events leave, those of others are handled.</summary>
internal sealed class ModuleHealth(string module, MessagingHealth health) : MessagingCheck(health)
{
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(30);

    protected override (bool Fine, string Description) Judge(MessagingReport report)
    {
        if (report.Modules.FirstOrDefault(m => m.Module == module) is not { } status)
        {
            return (true, "open");
        }

        var behind = status.Consumers.Sum(c => c.Behind);
        var counts = Text(
            $"backlog {status.Backlog}, lag {status.Lag.TotalSeconds:0.0} s, parked {status.Parked}, dead letters {status.DeadLetters}, behind {behind}"
        );
        return (
            status.Outage is null && status.Lag <= LongestLag && status.Parked + status.DeadLetters == 0,
            status.Outage is null ? counts : $"{counts}; {status.Outage}"
        );
    }
}
