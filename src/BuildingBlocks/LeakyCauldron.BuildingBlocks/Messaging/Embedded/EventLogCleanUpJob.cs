using LeakyCauldron.BuildingBlocks.Modules;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>Trims the log to what a replay may want, as a broker's retention would; but never what a group has yet to read.</summary>
[DisallowConcurrentExecution]
internal sealed class EventLogCleanUpJob(EventLog log, ModuleModel model) : IJob
{
    public static readonly TimeSpan Keep = TimeSpan.FromDays(7);

    private const int AtOnce = 5000;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        foreach (var topic in model.Events.Keys.Select(EventNames.Topic).Distinct(StringComparer.Ordinal))
        {
            while (await log.TrimAsync(topic, Keep, AtOnce, cancellationToken) == AtOnce)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
