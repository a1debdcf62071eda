using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>
/// Knows how far the topics that this process reads have grown: at once for its own appends, by one small query for all topics for those of other hosts.
/// </summary>
internal sealed partial class TopicTails(EventLog log, ILogger<TopicTails> logger) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<string, Tail> _tails = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private int _watching;

    /// <summary>Tells of events that this process has appended.</summary>
    public void Advance(string topic, long end)
    {
        if (_tails.TryGetValue(topic, out var tail))
        {
            tail.Advance(end);
        }
    }

    /// <summary>The position after the newest event known of; 0 for a topic that nobody here waits for.</summary>
    public long EndOf(string topic) => _tails.TryGetValue(topic, out var tail) ? tail.End : 0;

    /// <summary>Returns once there may be an event at this position.</summary>
    public Task WaitForAsync(string topic, long position, CancellationToken ct)
    {
        var tail = _tails.GetOrAdd(topic, static _ => new Tail());
        if (Interlocked.Exchange(ref _watching, 1) == 0)
        {
            _ = WatchAsync(_stop.Token);
        }

        return tail.WaitForAsync(position, ct);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(Interval);
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(ct);
                foreach (var (topic, end) in await log.EndsAsync([.. _tails.Keys], ct))
                {
                    Advance(topic, end);
                }
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                WatchFailed(logger, e);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The events' log could not be looked at, tried again")]
    private static partial void WatchFailed(ILogger logger, Exception exception);

    private sealed class Tail
    {
        private readonly Lock _lock = new();
        private long _end;
        private TaskCompletionSource _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long End => Interlocked.Read(ref _end);

        public void Advance(long end)
        {
            TaskCompletionSource grown;
            lock (_lock)
            {
                if (end <= _end)
                {
                    return;
                }

                _end = end;
                grown = _grown;
                _grown = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            grown.SetResult();
        }

        public async Task WaitForAsync(long position, CancellationToken ct)
        {
            while (true)
            {
                Task grown;
                lock (_lock)
                {
                    if (_end > position)
                    {
                        return;
                    }

                    grown = _grown.Task;
                }

                await grown.WaitAsync(ct);
            }
        }
    }
}
