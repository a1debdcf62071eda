using Microsoft.Extensions.Hosting;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>
/// Runs the relays of this host for as long as it lives; its trigger starts it again should it ever end. It runs in every host: the leases in the database decide
/// who sends what, not the scheduler.
/// </summary>
[DisallowConcurrentExecution]
internal sealed class OutboxRelayJob(OutboxRelays relays, IHostApplicationLifetime lifetime) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, lifetime.ApplicationStopping);
        await relays.RunAsync(stop.Token);
    }
}
