using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Feeds one topic to one consumer that every process has, from the position that the consumer names.</summary>
internal sealed partial class EverywhereReader(
    IEverywhereConsumer consumer,
    string topic,
    IReadOnlySet<string> types,
    IEventTransport transport,
    ReaderGaps gaps,
    ILogger<EverywhereReader> logger
)
{
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    /// <summary>Reads until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        StreamPosition? next = null;
        for (var failures = 0; !ct.IsCancellationRequested; failures++)
        {
            try
            {
                // Resolved once: a reader that starts over must not skip what came meanwhile.
                next ??= await consumer.StartFromAsync(topic, ct) ?? await transport.EndOfAsync(topic, ct);
                await transport.ConsumeFromAsync(
                    topic,
                    next,
                    async (batch, reached, token) =>
                    {
                        await ApplyAsync(batch, reached, token);
                        next = reached;
                    },
                    ct
                );
            }
            catch (Exception) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (EventsGoneException)
            {
                next = await RebuildAsync(ct);
                failures = 0;
            }
            catch (Exception e)
            {
                ReadFailed(logger, e, consumer.GetType().Name, topic);
                await Backoff.WaitOrStopAsync(failures, FirstRetry, LongestRetry, ct);
            }
        }
    }

    /// <summary>Nothing is skipped in silence: the consumer makes its state anew, and readiness tells of it until it has. Null if the host stops.</summary>
    private async Task<StreamPosition?> RebuildAsync(CancellationToken ct)
    {
        var name = consumer.GetType().Name;
        FellBehind(logger, name, topic);
        MessagingMetrics.FellBehind(name, topic);
        gaps.Open(name, topic);
        for (var failures = 0; !ct.IsCancellationRequested; failures++)
        {
            try
            {
                var end = await transport.EndOfAsync(topic, ct);
                var next = await consumer.RebuildAsync(topic, ct) ?? end;
                gaps.Close(name, topic);
                Rebuilt(logger, name, topic);
                return next;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                ReadFailed(logger, e, name, topic);
            }

            await Backoff.WaitOrStopAsync(failures, FirstRetry, LongestRetry, ct);
        }

        return null;
    }

    private async Task ApplyAsync(IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct)
    {
        var wanted = batch.Where(e => e.Defect is null && types.Contains(e.Type)).ToArray();
        for (var failures = 0; wanted.Length > 0; failures++)
        {
            try
            {
                await consumer.HandleAsync(topic, wanted, reached, ct);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                ReadFailed(logger, e, consumer.GetType().Name, topic);
            }

            await Backoff.WaitAsync(failures, FirstRetry, LongestRetry, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Consumer} fell behind what is kept of {Topic}: it makes its state anew")]
    private static partial void FellBehind(ILogger logger, string consumer, string topic);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Consumer} has made its state anew and goes on with {Topic}")]
    private static partial void Rebuilt(ILogger logger, string consumer, string topic);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Consumer} could not go on with {Topic}, tried again")]
    private static partial void ReadFailed(ILogger logger, Exception exception, string consumer, string topic);
}
