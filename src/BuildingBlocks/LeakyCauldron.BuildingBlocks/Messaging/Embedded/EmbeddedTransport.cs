using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>The broker in Postgres: a log of events with a position a topic, and an offset and lease for each consumer group.</summary>
internal sealed partial class EmbeddedTransport(
    EventLog log,
    TopicTails tails,
    GroupLeases leases,
    ConsumerLags lags,
    ILogger<EmbeddedTransport> logger
) : IEventTransport
{
    private const int ReadAtOnce = 200;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    public string Name => "embedded";

    public async Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct)
    {
        var failures = new Dictionary<string, PublishFailure>(StringComparer.Ordinal);
        foreach (var topic in envelopes.GroupBy(e => e.Topic, StringComparer.Ordinal))
        {
            try
            {
                tails.Advance(topic.Key, await log.AppendAsync(topic.Key, [.. topic], ct));
            }
            catch (PostgresException e) when (!e.IsTransient && e.SqlState.StartsWith("22", StringComparison.Ordinal))
            {
                // Data that the log cannot hold.
                failures[topic.Key] = new(e.MessageText, Refused: true);
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                failures[topic.Key] = new(e.Message, Refused: false);
            }
        }

        return [.. envelopes.Select(e => failures.GetValueOrDefault(e.Topic))];
    }

    public Task ConsumeGroupAsync(
        string group,
        IReadOnlyList<string> topics,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    ) => Task.WhenAll(topics.Select(topic => ConsumeTopicAsync(group, topic, handle, ct)));

    public async Task ConsumeFromAsync(
        string topic,
        StreamPosition? from,
        Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
        CancellationToken ct
    )
    {
        var end = await EndAsync(topic, ct);
        var next = from is null ? end : from.Next.GetValueOrDefault(0);
        if (next > end)
        {
            throw new EventsGoneException(topic);
        }

        // Who asks for the oldest that is kept misses nothing by what is no longer.
        var gapless = from is null || from.Next.ContainsKey(0);
        await ReadAsync(topic, next, gapless, (batch, reached, token) => handle(batch, PositionAt(reached), token), _ => Task.FromResult(true), ct);
    }

    public async Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct) => PositionAt(await EndAsync(topic, ct));

    private async Task ConsumeTopicAsync(
        string group,
        string topic,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    )
    {
        while (!ct.IsCancellationRequested)
        {
            GroupLease lease;
            try
            {
                lease = await leases.AcquireAsync(group, topic, ct);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            var next = lease.Next;
            lags.Follow(group, topic, 0, () => tails.EndOf(topic) - Interlocked.Read(ref next));
            await ReadAsync(
                topic,
                next,
                gapless: false,
                (batch, _, token) => handle(batch, token),
                async reached =>
                {
                    var stored = await leases.StoreAsync(group, topic, lease.Token, reached, CancellationToken.None);
                    Interlocked.Exchange(ref next, reached);
                    return stored;
                },
                ct
            );
            lags.Forget(group, topic, 0);
            if (ct.IsCancellationRequested)
            {
                await leases.ReleaseAsync(group, topic);
            }
            else
            {
                leases.Forget(group, topic);
                LostLease(logger, group, topic);
            }
        }
    }

    /// <summary>
    /// Reads on until cancelled or until a position cannot be stored; a batch that fails comes again. Positions have no gaps: if the first is not the one that was asked for,
    /// it has been trimmed.
    /// </summary>
    private async Task ReadAsync(
        string topic,
        long next,
        bool gapless,
        Func<IReadOnlyList<EventEnvelope>, long, CancellationToken, Task> handle,
        Func<long, Task<bool>> store,
        CancellationToken ct
    )
    {
        var failures = 0;
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await tails.WaitForAsync(topic, next, ct);
                var events = await log.ReadAsync(topic, next, ReadAtOnce, ct);
                if (events.Count > 0)
                {
                    if (gapless && events[0].Position != next)
                    {
                        throw new EventsGoneException(topic);
                    }

                    var reached = events[^1].Position + 1;
                    await handle([.. events.Select(e => e.Envelope)], reached, ct);
                    if (!await store(reached))
                    {
                        return;
                    }

                    next = reached;
                }

                failures = 0;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not EventsGoneException)
            {
                BatchFailed(logger, e, topic, next);
                await Backoff.WaitOrStopAsync(failures++, FirstRetry, LongestRetry, ct);
            }
        }
    }

    private async Task<long> EndAsync(string topic, CancellationToken ct) => (await log.EndsAsync([topic], ct))[topic];

    private static StreamPosition PositionAt(long next) => new(new Dictionary<int, long> { [0] = next });

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch of {Topic} from {Position} failed, tried again")]
    private static partial void BatchFailed(ILogger logger, Exception exception, string topic, long position);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group {Group} on {Topic} is now served elsewhere")]
    private static partial void LostLease(ILogger logger, string group, string topic);
}
