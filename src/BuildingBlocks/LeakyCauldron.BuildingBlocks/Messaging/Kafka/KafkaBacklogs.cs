using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>Committed offsets against the partitions' ends, by admin requests: asking joins no group.</summary>
internal sealed class KafkaBacklogs(KafkaSettings settings, ILogger<KafkaBacklogs> logger) : IConsumerBacklogs, IDisposable
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    private readonly Lock _lock = new();
    private IAdminClient? _admin;

    public async Task<IReadOnlyList<ConsumerBacklog>> ReadAsync(IReadOnlyList<(string Group, string Topic)> consumers, CancellationToken ct)
    {
        var admin = Admin();
        try
        {
            var partitions = await PartitionsAsync(admin, [.. consumers.Select(c => c.Topic).Distinct(StringComparer.Ordinal)], ct);
            var ends = await OffsetsAsync(admin, partitions, OffsetSpec.Latest());
            var committed = await Task.WhenAll(
                consumers
                    .GroupBy(c => c.Group, c => c.Topic, StringComparer.Ordinal)
                    .Select(g => CommittedAsync(admin, g.Key, [.. partitions.Where(p => g.Contains(p.Topic, StringComparer.Ordinal))]))
            );
            var reached = committed.SelectMany(c => c).ToDictionary(c => (c.Group, c.Place.TopicPartition), c => c.Place.Offset);
            var starts = await OffsetsAsync(
                admin,
                [.. reached.Where(r => r.Value < 0).Select(r => r.Key.TopicPartition).Distinct()],
                OffsetSpec.Earliest()
            );
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
            // One that has lost its way to the coordinator may not find it again by itself.
            Forget(admin);
            throw new BrokerAwayException(e.Error.Reason, e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _admin?.Dispose();
            _admin = null;
        }
    }

    private IAdminClient Admin()
    {
        lock (_lock)
        {
            return _admin ??= new AdminClientBuilder(settings.Apply(new AdminClientConfig()))
                .SetLogHandler((_, message) => KafkaLogs.Write(logger, message))
                .Build();
        }
    }

    private void Forget(IAdminClient admin)
    {
        lock (_lock)
        {
            if (ReferenceEquals(_admin, admin))
            {
                _admin = null;

                // Taking it down waits for what it has under way.
                _ = Task.Run(admin.Dispose);
            }
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
    private static Task<List<TopicPartition>> PartitionsAsync(IAdminClient admin, string[] topics, CancellationToken ct) =>
        Task.Factory.StartNew(
            () =>
                admin
                    .GetMetadata(Timeout)
                    .Topics.Where(t => topics.Contains(t.Topic, StringComparer.Ordinal))
                    .SelectMany(t => t.Partitions.Select(p => new TopicPartition(t.Topic, p.PartitionId)))
                    .ToList(),
            ct,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );

    private static async Task<Dictionary<TopicPartition, long>> OffsetsAsync(IAdminClient admin, List<TopicPartition> partitions, OffsetSpec spec)
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var answer = await admin.ListOffsetsAsync(
            partitions.Select(p => new TopicPartitionOffsetSpec { TopicPartition = p, OffsetSpec = spec }),
            new ListOffsetsOptions { RequestTimeout = Timeout }
        );
        return answer.ResultInfos.ToDictionary(r => r.TopicPartitionOffsetError.TopicPartition, r => r.TopicPartitionOffsetError.Offset.Value);
    }

    private static async Task<IEnumerable<(string Group, TopicPartitionOffsetError Place)>> CommittedAsync(
        IAdminClient admin,
        string group,
        List<TopicPartition> partitions
    )
    {
        if (partitions.Count == 0)
        {
            return [];
        }

        var answer = await admin.ListConsumerGroupOffsetsAsync(
            [new ConsumerGroupTopicPartitions(group, partitions)],
            new ListConsumerGroupOffsetsOptions { RequestTimeout = Timeout }
        );
        return answer.SelectMany(a => a.Partitions.Select(p => (group, p)));
    }
}
