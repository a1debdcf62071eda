using Quartz;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Looks at backlog and dead letters now and then, so that the gauges, which cannot ask the database themselves, have something to show.</summary>
[DisallowConcurrentExecution]
internal sealed class MessagingWatchJob(MessagingHealth health) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default) =>
        await health.ReadAsync(cancellationToken);
}
