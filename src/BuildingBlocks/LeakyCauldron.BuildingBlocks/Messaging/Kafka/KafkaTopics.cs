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

    public async Task EnsureAsync(CancellationToken ct)
    {
        using var admin = new AdminClientBuilder(settings.Apply(new AdminClientConfig()))
            .SetLogHandler((_, message) => KafkaLogs.Write(logger, message))
            .Build();
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

    private async Task CreateMissingAsync(IAdminClient admin)
    {
        var wanted = model.Events.Keys.Select(EventNames.Topic).Concat(model.Subscriptions.Select(s => s.Topic)).ToHashSet(StringComparer.Ordinal);
        wanted.ExceptWith(admin.GetMetadata(Timeout).Topics.Select(t => t.Topic));
        if (wanted.Count == 0)
        {
            return;
        }

        var topics = wanted.Select(name => new TopicSpecification
        {
            Name = name,
            NumPartitions = settings.Partitions,
            ReplicationFactor = settings.ReplicationFactor,
        });
        try
        {
            await admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = CreateTimeout, OperationTimeout = CreateTimeout });
        }
        catch (KafkaException e) when (e is not CreateTopicsException)
        {
            // The cluster has answered before, so it does not know how.
            NotCreated(logger, string.Join(", ", wanted), e.Error.Reason);
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
