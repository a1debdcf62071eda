using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>
/// One member of a consumer group. Each partition has a lane of its own; an offset is stored only after its handler returned, and what is stored is committed by
/// librdkafka in the background, before a partition is given away, and at the end.
/// </summary>
internal sealed partial class KafkaGroup(
    KafkaSettings settings,
    string group,
    IReadOnlyList<string> topics,
    Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
    ConsumerLags lags,
    ILogger<KafkaGroup> logger,
    CancellationToken ct
)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LookAtLag = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskForEnd = TimeSpan.FromSeconds(1);

    // Used by the polling thread alone: librdkafka calls the handlers from within Consume and Close.
    private readonly Dictionary<TopicPartition, Lane> _lanes = [];
    private long _lookedAtLag;

    /// <summary>Blocks its thread until cancelled.</summary>
    public void Run()
    {
        using var consumer = Build();
        consumer.Subscribe(topics);
        try
        {
            while (!ct.IsCancellationRequested)
            {
                Step(consumer);
            }
        }
        finally
        {
            foreach (var lane in _lanes.Values)
            {
                lane.Stop(HandOver);
            }

            // Commits what is stored and leaves the group, which so need not wait for the session to run out.
            consumer.Close();
        }
    }

    private IConsumer<byte[], byte[]> Build()
    {
        var config = settings.Apply(
            new ConsumerConfig
            {
                GroupId = group,
                AutoOffsetReset = AutoOffsetReset.Earliest,
                AllowAutoCreateTopics = true,
                // A topic that comes into being with its first event is found soon; librdkafka looks every five minutes.
                TopicMetadataRefreshIntervalMs = 10_000,
                FetchWaitMaxMs = 100,
                EnableAutoCommit = true,
                AutoCommitIntervalMs = 1000,
                EnableAutoOffsetStore = false,
                PartitionAssignmentStrategy = PartitionAssignmentStrategy.CooperativeSticky,
                SessionTimeoutMs = 10_000,
                QueuedMaxMessagesKbytes = 16 * 1024,
            }
        );
        return new ConsumerBuilder<byte[], byte[]>(config)
            .SetLogHandler((_, message) => KafkaLogs.Write(logger, message))
            .SetPartitionsAssignedHandler((consumer, assigned) => assigned.ForEach(partition => Open(consumer, partition)))
            .SetPartitionsRevokedHandler((consumer, revoked) => GiveAway(consumer, revoked))
            .SetPartitionsLostHandler((consumer, lost) => lost.ForEach(p => Close(consumer, p.TopicPartition)))
            .Build();
    }

    private void Step(IConsumer<byte[], byte[]> consumer)
    {
        try
        {
            if (consumer.Consume(Poll) is { Message: not null } record && _lanes.TryGetValue(record.TopicPartition, out var lane))
            {
                lane.Offer(record);
                if (lane is { IsFull: true, IsPaused: false })
                {
                    consumer.Pause([record.TopicPartition]);
                    lane.IsPaused = true;
                }
            }
        }
        catch (ConsumeException e) when (!e.Error.IsFatal)
        {
            PollFailed(logger, group, e.Error.Reason);
        }

        foreach (var (partition, paused) in _lanes)
        {
            if (paused is { IsPaused: true, HasRoom: true })
            {
                consumer.Resume([partition]);
                paused.IsPaused = false;
            }
        }

        if (Stopwatch.GetElapsedTime(_lookedAtLag) >= LookAtLag)
        {
            _lookedAtLag = Stopwatch.GetTimestamp();
            MeasureLag(consumer);
        }
    }

    /// <summary>From what the client knows already: the end as of its last fetch, and how far we have come. What is paused is not fetched, and asked for.</summary>
    private void MeasureLag(IConsumer<byte[], byte[]> consumer)
    {
        foreach (var (partition, lane) in _lanes)
        {
            try
            {
                var end = (lane.IsPaused ? consumer.QueryWatermarkOffsets(partition, AskForEnd) : consumer.GetWatermarkOffsets(partition)).High;
                var position = consumer.Position(partition);
                var next = lane.Reached ?? (position.IsSpecial ? null : position.Value - lane.Waiting);
                if (!end.IsSpecial && next is { } reached)
                {
                    var behind = end.Value - reached;
                    lags.Follow(group, partition.Topic, partition.Partition.Value, () => behind);
                }
            }
            catch (KafkaException e)
            {
                PollFailed(logger, group, e.Error.Reason);
            }
        }
    }

    private void Open(IConsumer<byte[], byte[]> consumer, TopicPartition partition) =>
        _lanes[partition] = new Lane(
            async (batch, token) =>
            {
                await handle([.. batch.Select(KafkaEnvelope.Read)], token);
                Store(consumer, new TopicPartitionOffset(partition, batch[^1].Offset + 1));
            },
            logger,
            ct
        );

    private void Store(IConsumer<byte[], byte[]> consumer, TopicPartitionOffset reached)
    {
        try
        {
            consumer.StoreOffset(reached);
        }
        catch (KafkaException e) when (e.Error.Code is ErrorCode.Local_State or ErrorCode.Local_UnknownPartition)
        {
            // The partition is no longer ours: its new owner delivers once more what the inbox knows.
            NotStored(logger, group, reached.ToString());
        }
    }

    private void GiveAway(IConsumer<byte[], byte[]> consumer, List<TopicPartitionOffset> revoked)
    {
        revoked.ForEach(p => Close(consumer, p.TopicPartition));
        try
        {
            consumer.Commit();
        }
        catch (KafkaException e) when (e.Error.Code == ErrorCode.Local_NoOffset)
        {
            return;
        }
        catch (KafkaException e)
        {
            PollFailed(logger, group, e.Error.Reason);
        }
    }

    private void Close(IConsumer<byte[], byte[]> consumer, TopicPartition partition)
    {
        if (_lanes.Remove(partition, out var lane))
        {
            if (lane.IsPaused)
            {
                // Should it come back to us, it must not come back paused.
                consumer.Resume([partition]);
            }

            lane.Stop(HandOver);
            lane.Dispose();
            lags.Forget(group, partition.Topic, partition.Partition.Value);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Group {Group}: {Reason}")]
    private static partial void PollFailed(ILogger logger, string group, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "Group {Group} no longer owns {Place}")]
    private static partial void NotStored(ILogger logger, string group, string place);
}
