using System.Diagnostics;
using System.Globalization;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// <c>&lt;module&gt;.dead-letter</c>: the record as it came, key, value and headers, with <c>dead_*</c> headers that say where from, by whom and why. A producer of its
/// own, so that a topic that cannot be written to holds up nothing else.
/// </summary>
internal sealed partial class DeadLetterTopics(KafkaSettings settings, ILogger<DeadLetterTopics> logger) : IDisposable
{
    private static readonly TimeSpan DeliveryTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMinutes(1);
    private const int MaxReasonBytes = 4000;

    private readonly Lock _lock = new();
    private IProducer<byte[]?, byte[]?>? _producer;
    private long _failedAt;

    /// <summary>Returns once the broker has it, or says in the log that it has not.</summary>
    public async Task CopyAsync(DeadLetterCopy letter, CancellationToken ct)
    {
        // A topic that refuses costs every dead letter its time-out; the letters are in the table.
        if (_failedAt != 0 && Stopwatch.GetElapsedTime(_failedAt) < PauseAfterFailure)
        {
            NotCopied(logger, letter.Envelope.Id, letter.Module, "the last attempt failed a moment ago");
            return;
        }

        try
        {
            await Producer().ProduceAsync(EventNames.DeadLetterTopic(letter.Module), Write(letter), ct).WaitAsync(DeliveryTimeout * 2, ct);
            _failedAt = 0;
        }
        catch (Exception e) when (e is KafkaException or TimeoutException)
        {
            _failedAt = Stopwatch.GetTimestamp();
            NotCopied(logger, letter.Envelope.Id, letter.Module, e.Message);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _producer?.Dispose();
        }
    }

    internal static Message<byte[]?, byte[]?> Write(DeadLetterCopy letter)
    {
        var envelope = letter.Envelope;
        var headers = new Headers();
        foreach (var header in envelope.Record?.Message.Headers ?? KafkaEnvelope.Write(envelope).Headers)
        {
            headers.Add(header.Key, header.GetValueBytes());
        }

        Add("dead_id", envelope.Id.ToString());
        Add("dead_consumer", letter.Consumer);
        Add("dead_reason", letter.Reason.Length > MaxReasonBytes ? letter.Reason[..MaxReasonBytes] : letter.Reason);
        Add("dead_attempts", letter.Attempts.ToString(CultureInfo.InvariantCulture));
        Add("dead_topic", envelope.Topic);
        if (envelope.Record is { } record)
        {
            Add("dead_partition", record.Partition.Value.ToString(CultureInfo.InvariantCulture));
            Add("dead_offset", record.Offset.Value.ToString(CultureInfo.InvariantCulture));
        }

        return new Message<byte[]?, byte[]?>
        {
            Key = envelope.Record is { } raw ? raw.Message.Key : Encoding.UTF8.GetBytes(envelope.Key),
            Value = envelope.Record is { } source ? source.Message.Value : envelope.Data.ToArray(),
            Headers = headers,
        };

        void Add(string name, string text) => headers.Add(name, Encoding.UTF8.GetBytes(text));
    }

    private IProducer<byte[]?, byte[]?> Producer()
    {
        lock (_lock)
        {
            return _producer ??= new ProducerBuilder<byte[]?, byte[]?>(
                settings.Apply(
                    new ProducerConfig
                    {
                        Acks = Acks.All,
                        EnableIdempotence = true,
                        MessageTimeoutMs = (int)DeliveryTimeout.TotalMilliseconds,
                        Partitioner = Partitioner.Murmur2Random,
                        LingerMs = 0,

                        // A record that was too large for us must not be too large for its copy.
                        MessageMaxBytes = 10_000_000,
                    }
                )
            ).SetLogHandler((_, message) => KafkaLogs.Write(logger, message)).Build();
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Dead letter {Id} of {Module} has no copy in its topic: {Reason}")]
    private static partial void NotCopied(ILogger logger, Guid id, string module, string reason);
}
