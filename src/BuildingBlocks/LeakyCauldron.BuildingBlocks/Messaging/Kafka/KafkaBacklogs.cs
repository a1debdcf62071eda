using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>Committed offsets against the partitions' ends, by admin requests: asking joins no group.</summary>
internal sealed class KafkaBacklogs(KafkaSettings settings, ILogger<KafkaBacklogs> logger) : IConsumerBacklogs, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly Lazy<IAdminClient> _admin = new(() =>
        new AdminClientBuilder(settings.Apply(new AdminClientConfig())).SetLogHandler((_, message) => KafkaLogs.Write(logger, message)).Build()
    );

    public async Task<IReadOnlyList<ConsumerBacklog>> ReadAsync(IReadOnlyList<(string Group, string Topic)> consumers, CancellationToken ct)
    {
        try
        {
            var partitions = await PartitionsAsync([.. consumers.Select(c => c.Topic).Distinct(StringComparer.Ordinal)], ct);
            var ends = await OffsetsAsync(partitions, OffsetSpec.Latest());
            var committed = await Task.WhenAll(
                consumers
                    .GroupBy(c => c.Group, c => c.Topic, StringComparer.Ordinal)
                    .Select(g => CommittedAsync(g.Key, [.. partitions.Where(p => g.Contains(p.Topic, StringComparer.Ordinal))]))
            );
            var reached = committed.SelectMany(c => c).ToDictionary(c => (c.Group, c.Place.TopicPartition), c => c.Place.Offset);
            var starts = await OffsetsAsync([.. reached.Where(r => r.Value < 0).Select(r => r.Key.TopicPartition).Distinct()], OffsetSpec.Earliest());
            return
            [
                .. consumers.Select(c => new ConsumerBacklog(
                    c.Group,
                    c.Topic,
                    partitions.Where(p => p.Topic == c.Topic).Sum(p => Math.Max(0, ends[p] - Reached(reached, starts, c.Group, p)))
                )),
            ];
        }
        catch (KafkaException e)
        {
            throw new BrokerAwayException(e.Error.Reason, e);
        }
    }

    public void Dispose()
    {
        if (_admin.IsValueCreated)
        {
            _admin.Value.Dispose();
        }
    }

    /// <summary>A group that has committed nothing begins at the oldest record kept.</summary>
    private static long Reached(
        Dictionary<(string, TopicPartition), Offset> reached,
        Dictionary<TopicPartition, long> starts,
        string group,
        TopicPartition partition
    ) => reached.TryGetValue((group, partition), out var offset) && offset >= 0 ? offset.Value : starts.GetValueOrDefault(partition);

    /// <summary>librdkafka asks for metadata by blocking; the pool's threads are for others.</summary>
    private Task<List<TopicPartition>> PartitionsAsync(string[] topics, CancellationToken ct) =>
        Task.Factory.StartNew(
            () =>
                _admin
                    .Value.GetMetadata(Timeout)
                    .Topics.Where(t => topics.Contains(t.Topic, StringComparer.Ordinal))
                    .SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))
                    .ToList(),
            ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private async Task<Dictionary<TopicPartition, long>> OffsetsAsync(List<TopicPartition> partitions, OffsetSpec spec)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var answer = await _admin.Value.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = Timeout }
        );
        return answer.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
    }

    private async Task<IEnumerable<(string Group, TopicPartitionOffsetError Place)>> CommittedAsync(string group, List<TopicPartition> partitions)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var answer = await _admin.Value.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, partitions)],
            new ListConsumerGroupOffsetsOptions { RequestTimeout = Timeout }
        );
        return answer.SelectMany(a => a.Partitions.Select(p => (group, p)));
    }
}
