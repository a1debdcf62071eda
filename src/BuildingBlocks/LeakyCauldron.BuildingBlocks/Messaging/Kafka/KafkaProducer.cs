using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// Publishes in order per key and waits for each delivery report. librdkafka never gives up a message by itself, which would let its successor overtake it: either we
/// stop waiting and throw the whole producer away, or the broker's refusal stops it (gapless guarantee). Then a new one is made.
/// </summary>
internal sealed partial class KafkaProducer(KafkaSettings settings, ILogger<KafkaProducer> logger) : IDisposable
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LastReports = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FullQueuePause = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private Line? _line;
    private bool _disposed;

    public async Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct)
    {
        var line = CurrentLine();
        var pending = new PendingDeliveries(envelopes.Count);
        await EnqueueAsync(line, envelopes, pending, ct);
        if (!await pending.WaitAsync(DeliveryTimeout, line.Broken))
        {
            Abandon(line, line.Reason ?? $"no acknowledgement within {DeliveryTimeout.TotalSeconds} s");

            // A producer that stopped over a refusal still reports what it had in hand, and which message was refused.
            await pending.WaitAsync(LastReports, CancellationToken.None);
        }

        return pending.Take(line.Reason ?? "in doubt");
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _disposed = true;
            _line?.Break("stopping");
            _line?.Dispose();
            _line = null;
        }
    }

    private async Task EnqueueAsync(Line line, IReadOnlyList<EventEnvelope> envelopes, PendingDeliveries pending, CancellationToken ct)
    {
        var refused = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < envelopes.Count; i++)
        {
            var envelope = envelopes[i];
            if (refused.Contains(envelope.Key))
            {
                pending.Set(i, new("An earlier event of this key was refused.", Refused: true));
            }
            else if (await TryEnqueueAsync(line, envelope, i, pending, ct) is { } failure)
            {
                pending.Set(i, failure);
                refused.Add(envelope.Key);
            }
        }
    }

    private async Task<PublishFailure?> TryEnqueueAsync(Line line, EventEnvelope envelope, int index, PendingDeliveries pending, CancellationToken ct)
    {
        while (!line.Broken.IsCancellationRequested)
        {
            try
            {
                line.Producer.Produce(envelope.Topic, KafkaEnvelope.Write(envelope), report => pending.Set(index, FailureOf(report)));
                return null;
            }
            catch (ProduceException<string, byte[]> e) when (e.Error.Code != ErrorCode.Local_QueueFull)
            {
                if (e.Error.IsFatal)
                {
                    Abandon(line, e.Error.Reason);
                }

                return new(e.Error.Reason, IsRefusal(e.Error));
            }
            catch (ProduceException<string, byte[]>)
            {
                await Task.Delay(FullQueuePause, ct);
            }
            catch (ObjectDisposedException)
            {
                break;
            }
        }

        return new(line.Reason ?? "in doubt", Refused: false);
    }

    private static PublishFailure? FailureOf(DeliveryReport<string, byte[]> report) =>
        report.Error.IsError ? new(report.Error.Reason, IsRefusal(report.Error))
        : report.Status == PersistenceStatus.Persisted ? null
        : new("The broker may not have kept it.", Refused: false);

    /// <summary>Errors that say something of the message, not of the way to the broker.</summary>
    private static bool IsRefusal(Confluent.Kafka.Error error) =>
        error.Code
            is ErrorCode.MsgSizeTooLarge
                or ErrorCode.RecordListTooLarge
                or ErrorCode.InvalidMsg
                or ErrorCode.InvalidMsgSize
                or ErrorCode.InvalidRecord
                or ErrorCode.PolicyViolation
                or ErrorCode.Local_BadMsg;

    private Line CurrentLine()
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_line is { Reason: { } reason } broken)
            {
                Abandon(broken, reason);
            }

            return _line ??= new Line(Build);
        }
    }

    private IProducer<string, byte[]> Build(Action<string> fatal)
    {
        var config = settings.Apply(
            new ProducerConfig
            {
                Acks = Acks.All,
                EnableIdempotence = true,
                EnableGaplessGuarantee = true,
                MessageTimeoutMs = 0,
                CompressionType = CompressionType.Lz4,
                Partitioner = Partitioner.Murmur2Random,
                LingerMs = 2,
            }
        );
        return new ProducerBuilder<string, byte[]>(config)
            .SetLogHandler((_, message) => KafkaLogs.Write(logger, message))
            .SetErrorHandler(
                (_, error) =>
                {
                    if (error.IsFatal)
                    {
                        fatal(error.Reason);
                    }
                }
            )
            .Build();
    }

    private void Abandon(Line line, string reason)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_line, line))
            {
                _line = null;
                Rebuilt(logger, reason);
            }
        }

        line.Break(reason);
        _ = line.DisposeLaterAsync(LastReports * 2);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The Kafka producer is made anew: {Reason}")]
    private static partial void Rebuilt(ILogger logger, string reason);

    /// <summary>One life of the producer.</summary>
    private sealed class Line : IDisposable
    {
        private readonly CancellationTokenSource _broken = new();
        private int _disposed;

        public Line(Func<Action<string>, IProducer<string, byte[]>> build) => Producer = build(Break);

        public IProducer<string, byte[]> Producer { get; }

        public CancellationToken Broken => _broken.Token;

        public string? Reason { get; private set; }

        public void Break(string reason)
        {
            Reason ??= reason;
            _broken.Cancel();
        }

        /// <summary>After others have had its last reports. On a pool thread: taking it down waits for its own.</summary>
        public async Task DisposeLaterAsync(TimeSpan delay)
        {
            await Task.Delay(delay, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            Dispose();
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
            {
                Producer.Dispose();
            }
        }
    }
}
