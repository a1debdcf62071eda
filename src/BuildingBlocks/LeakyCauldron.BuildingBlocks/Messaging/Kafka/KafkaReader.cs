using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>Reads all partitions of one topic from given offsets, without a group.</summary>
internal sealed partial class KafkaReader(KafkaSettings settings, string topic, ILogger<KafkaReader> logger)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MetadataTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LookForPartitions = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(20);

    /// <summary>The offset after the newest record, per partition; blocks. A topic that does not exist has none.</summary>
    public StreamPosition End()
    {
        using var consumer = Build();
        return new(PartitionsOf(consumer).ToDictionary(p => p.Partition.Value, p => consumer.QueryWatermarkOffsets(p, MetadataTimeout).High.Value));
    }

    /// <summary>Blocks its thread until cancelled. <paramref name="from"/>: null is the end.</summary>
    public void Run(StreamPosition? from, Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle, CancellationToken ct)
    {
        using var consumer = Build();
        var start =
            from
            ?? new StreamPosition(
                PartitionsOf(consumer).ToDictionary(p => p.Partition.Value, p => consumer.QueryWatermarkOffsets(p, MetadataTimeout).High.Value)
            );
        var reached = new Dictionary<int, long>(start.Next);
        using var lane = new Lane(
            async (batch, token) =>
            {
                var after = new Dictionary<int, long>(reached);
                foreach (var record in batch)
                {
                    after[record.Partition.Value] = record.Offset.Value + 1;
                }

                await handle([.. batch.Select(KafkaEnvelope.Read)], new StreamPosition(after), token);
                reached = after;
            },
            logger,
            ct
        );
        var assigned = new HashSet<TopicPartition>();
        var looked = 0L;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                var every = assigned.Count == 0 ? TimeSpan.FromSeconds(1) : LookForPartitions;
                if (looked == 0 || Stopwatch.GetElapsedTime(looked) >= every)
                {
                    looked = Stopwatch.GetTimestamp();
                    AssignNewPartitions(consumer, start, assigned);
                }

                Step(consumer, lane, assigned);
            }
        }
        finally
        {
            lane.Stop(HandOver);
            consumer.Close();
        }
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var config = settings.Apply(
            new ConsumerConfig
            {
                // Asked for by the library; nothing is joined or committed under it.
                GroupId = "leaky-everywhere",
                // Never on from the oldest kept by itself: that would skip in silence what is gone.
                AutoOffsetReset = AutoOffsetReset.Error,
                AllowAutoCreateTopics = true,
                FetchWaitMaxMs = 100,
                EnableAutoCommit = false,
                EnableAutoOffsetStore = false,
                QueuedMaxMessagesKbytes = 16 * 1024,
            }
        );
        return new ConsumerBuilder<byte[], byte[]>(config).SetLogHandler((_, message) => KafkaLogs.Write(logger, message)).Build();
    }

    private List<TopicPartition> PartitionsOf(IConsumer<byte[], byte[]> consumer)
    {
        using var admin = new DependentAdminClientBuilder(consumer.Handle).Build();
        var found = admin.GetMetadata(topic, MetadataTimeout).Topics.Find(t => t.Topic == topic);
        return found is null ? [] : [.. found.Partitions.Select(p => new TopicPartition(topic, p.PartitionId))];
    }

    /// <summary>Those that were not there at the start are read from their beginning.</summary>
    private void AssignNewPartitions(IConsumer<byte[], byte[]> consumer, StreamPosition start, HashSet<TopicPartition> assigned)
    {
        try
        {
            var found = PartitionsOf(consumer).Where(p => !assigned.Contains(p)).ToArray();
            if (found.Length > 0)
            {
                consumer.IncrementalAssign(
                    found.Select(p => new TopicPartitionOffset(p, start.Next.TryGetValue(p.Partition.Value, out var next) ? next : Offset.Beginning))
                );
                assigned.UnionWith(found);
            }
        }
        catch (KafkaException e)
        {
            PollFailed(logger, topic, e.Error.Reason);
        }
    }

    private void Step(IConsumer<byte[], byte[]> consumer, Lane lane, HashSet<TopicPartition> assigned)
    {
        try
        {
            if (consumer.Consume(Poll) is { Message: not null } record)
            {
                lane.Offer(record);
            }

            if (lane.IsPaused ? lane.HasRoom : lane.IsFull)
            {
                Action<IEnumerable<TopicPartition>> turn = lane.IsPaused ? consumer.Resume : consumer.Pause;
                turn(assigned);
                lane.IsPaused = !lane.IsPaused;
            }
        }
        catch (ConsumeException e) when (e.Error.Code is ErrorCode.Local_AutoOffsetReset or ErrorCode.OffsetOutOfRange)
        {
            throw new EventsGoneException(topic);
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            PollFailed(logger, topic, e.Error.Reason);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Reading {Topic}: {Reason}")]
    private static partial void PollFailed(ILogger logger, string topic, string reason);
}
