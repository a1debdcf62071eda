using Quartz;

namespace LeakyCauldron.Registry.Leases;

/// <summary>Forgets instances that were not heard of for a whole lease. Any number of hosts may do so.</summary>
internal sealed partial class EvictExpiredInstances(InstanceTable instances, StartState start, ILogger<EvictExpiredInstances> logger) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (start.IsReady && await instances.EvictAsync(cancellationToken) is > 0 and var count)
        {
            Evicted(logger, count);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} registered instances were not heard of for a whole lease and are forgotten")]
    private static partial void Evicted(ILogger logger, int count);
}
