using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

/// <summary>Creates the topics of all modules where the broker lets us; where it does not, it is expected to have or make them itself.</summary>
internal sealed partial class KafkaTopics(KafkaSettings settings, ModuleModel model, ILogger<KafkaTopics> logger) : IBrokerBootstrap
{
    private const int Attempts = 4;
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CreateTimeout = TimeSpan.FromSeconds(3);

    /// <summary>What a replay may go back; inbox rows are kept four times as long.</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromDays(7);

    /// <summary>Dead letters wait for people.</summary>
    private static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(30);

    public async Task EnsureAsync(CancellationToken ct)
    {
        using var admin = KafkaSettings.Build(() =>
            new AdminClientBuilder(settings.Apply(new AdminClientConfig())).SetLogHandler((_, message) => KafkaLogs.Write(logger, message)).Build()
        );
        for (var attempt = 1; ; attempt++)
        {
            ct.ThrowIfCancellationRequested();
            try
            {
                await CreateMissingAsync(admin);
                return;
            }
            catch (KafkaException e) when (attempt < Attempts)
            {
                NotReached(logger, attempt, e.Error.Reason);
            }
            catch (KafkaException e)
            {
                NotCreated(logger, "of this shop", e.Error.Reason);
                return;
            }
        }
    }

    /// <summary>A topic for each producing module, and one for the dead letters of each consuming one.</summary>
    internal IReadOnlyList<TopicSpecification> Wanted(int brokers)
    {
        var events = model.Events.Keys.Select(EventNames.Topic).Concat(model.Subscriptions.Select(s => s.Topic)).Distinct(StringComparer.Ordinal);
        var deadLetters = model
            .Subscriptions.Where(s => s.Kind == SubscriptionKind.Once)
            .Select(s => EventNames.DeadLetterTopic(s.Module))
            .Distinct(StringComparer.Ordinal);
        var replicas = settings.ReplicationFactor ?? (short)Math.Clamp(brokers, 1, 3);
        return
        [
            .. events.Select(name => Specify(name, settings.Partitions, replicas, Retention)),
            .. deadLetters.Select(name => Specify(name, 1, replicas, DeadLetterRetention)),
        ];
    }

    private static TopicSpecification Specify(string name, int partitions, short replicas, TimeSpan retention) =>
        new()
        {
            Name = name,
            NumPartitions = partitions,
            ReplicationFactor = replicas,
            Configs = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["cleanup.policy"] = "delete",
                ["retention.ms"] = retention.TotalMilliseconds.ToString(CultureInfo.InvariantCulture),

                // acks=all is worth only as much as the copies that must be in step.
                ["min.insync.replicas"] = replicas > 2 ? "2" : "1",
                ["unclean.leader.election.enable"] = "false",
                ["message.timestamp.type"] = "CreateTime",
            },
        };

    private async Task CreateMissingAsync(IAdminClient admin)
    {
        var metadata = admin.GetMetadata(Timeout);
        var topics = Wanted(metadata.Brokers.Count).Where(t => metadata.Topics.TrueForAll(there => there.Topic != t.Name)).ToArray();
        if (topics.Length == 0)
        {
            return;
        }

        try
        {
            await admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = CreateTimeout, OperationTimeout = CreateTimeout });
        }
        catch (KafkaException e) when (e is not CreateTopicsException)
        {
            // The cluster has answered before, so it does not know how. Many make a topic when it is asked for by name.
            NotCreated(logger, string.Join(", ", topics.Select(t => t.Name)), e.Error.Reason);
            foreach (var topic in topics)
            {
                admin.GetMetadata(topic.Name, Timeout);
            }
        }
        catch (CreateTopicsException e)
        {
            var failed = e.Results.Where(r => r.Error.IsError && r.Error.Code != ErrorCode.TopicAlreadyExists).ToArray();
            if (failed.Length > 0)
            {
                NotCreated(logger, string.Join(", ", failed.Select(f => f.Topic)), failed[0].Error.Reason);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Topics {Topics} were not created: {Reason}. The broker must have or make them itself")]
    private static partial void NotCreated(ILogger logger, string topics, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Kafka does not answer (attempt {Attempt}): {Reason}")]
    private static partial void NotReached(ILogger logger, int attempt, string reason);
}
