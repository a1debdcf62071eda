using System.Threading.Channels;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// Records on their way from the polling thread to the handler, in order. The handler's side is asynchronous and may take long; the polling side goes on, so the
/// group does not take this process for dead.
/// </summary>
internal sealed partial class Lane : IDisposable
{
    private const int AtOnce = 200;
    private const int Full = 2000;
    private const int RoomAgain = 500;
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly Channel<ConsumeResult<byte[], byte[]>> _records = Channel.CreateUnbounded<ConsumeResult<byte[], byte[]>>(
        new UnboundedChannelOptions { SingleReader = true, SingleWriter = true }
    );

    private readonly Func<IReadOnlyList<ConsumeResult<byte[], byte[]>>, CancellationToken, Task> _handle;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop;
    private readonly ManualResetEventSlim _ended = new();
    private int _waiting;
    private long _reached = -1;

    public Lane(Func<IReadOnlyList<ConsumeResult<byte[], byte[]>>, CancellationToken, Task> handle, ILogger logger, CancellationToken ct)
    {
        (_handle, _logger) = (handle, logger);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _ = Task.Run(WorkAsync, CancellationToken.None);
    }

    public bool IsPaused { get; set; }

    /// <summary>Records taken and not yet handled.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>The offset after the last one handled; null before the first.</summary>
    public long? Reached => Interlocked.Read(ref _reached) is >= 0 and var reached ? reached : null;

    public bool IsFull => Waiting >= Full;

    public bool HasRoom => Waiting <= RoomAgain;

    public void Offer(ConsumeResult<byte[], byte[]> record)
    {
        Interlocked.Increment(ref _waiting);
        _records.Writer.TryWrite(record);
    }

    /// <summary>Takes no further batch and waits until the one in hand is done. For the polling thread, which is its own.</summary>
    public bool Stop(TimeSpan patience)
    {
        _stop.Cancel();
        return _ended.Wait(patience, CancellationToken.None);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
    }

    private async Task WorkAsync()
    {
        var ct = _stop.Token;
        try
        {
            while (await _records.Reader.WaitToReadAsync(ct))
            {
                var batch = new List<ConsumeResult<byte[], byte[]>>();
                while (batch.Count < AtOnce && _records.Reader.TryRead(out var record))
                {
                    batch.Add(record);
                }

                await HandleAsync(batch, ct);
                Interlocked.Add(ref _waiting, -batch.Count);
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // What was not handled is not stored, and comes again elsewhere.
            return;
        }
        finally
        {
            _ended.Set();
        }
    }

    private async Task HandleAsync(List<ConsumeResult<byte[], byte[]>> batch, CancellationToken ct)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                ct.ThrowIfCancellationRequested();
                await _handle(batch, ct);
                Interlocked.Exchange(ref _reached, batch[^1].Offset.Value + 1);
                return;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                BatchFailed(_logger, e, batch[0].TopicPartitionOffset.ToString());
            }

            await Backoff.WaitAsync(failures, FirstRetry, LongestRetry, ct);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A batch from {Place} failed, tried again")]
    private static partial void BatchFailed(ILogger logger, Exception exception, string place);
}
