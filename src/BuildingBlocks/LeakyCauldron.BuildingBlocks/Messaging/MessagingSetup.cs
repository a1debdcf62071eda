using LeakyCauldron.BuildingBlocks.Messaging.Embedded;
using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Messaging.Kafka;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Scheduling;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Registers outbox, relay, inbox and the transport that the settings choose.</summary>
public static class MessagingSetup
{
    /// <summary>Kafka if <c>Kafka:BootstrapServers</c> is set, else the embedded broker.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton(TimeProvider.System);
        AddOutbox(services, configuration);
        if (string.IsNullOrWhiteSpace(configuration["Kafka:BootstrapServers"]))
        {
            AddEmbedded(services, configuration);
        }
        else
        {
            AddKafka(services);
        }

        services.AddSingleton<Acceptance>();
        services.AddSingleton<ConsumerLags>();
        services.AddSingleton<InboxDispatchers>();
        services.AddSingleton<ReaderGaps>();
        services.AddHostedService<EventConsumers>();
        services.AddSingleton(p => new MessagingHealth(
            p.GetServices<ModuleDatabase>(),
            p.GetRequiredService<OutboxRelays>(),
            p.GetRequiredService<IEventTransport>(),
            p.GetRequiredService<IConsumerBacklogs>(),
            p.GetRequiredService<ReaderGaps>(),
            p.GetRequiredService<ModuleModel>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton(p => new StuckEvents(p.GetServices<ModuleDatabase>()));
        services.AddSingleton(p => new MessagingRepair(
            p.GetServices<ModuleDatabase>(),
            p.GetRequiredService<InboxDispatchers>(),
            p.GetRequiredService<OutboxSignals>()
        ));
        Jobs.Add<MessagingWatchJob>(services, configuration, null, TimeSpan.FromSeconds(15));
        Jobs.Add<CleanUpJob>(services, configuration, null, TimeSpan.FromHours(1));
        return services;
    }

    private static void AddOutbox(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(configuration.GetSection("Outbox").Get<OutboxOptions>() ?? new OutboxOptions());
        services.AddSingleton<OutboxSignals>();
        services.AddSingleton<IInterceptor, OutboxInterceptor>();
        services.AddSingleton<IOutboxWriter, OutboxWriter>();
        services.AddSingleton<OutboxRelays>();
        Jobs.Add<OutboxRelayJob>(services, configuration, null, TimeSpan.FromSeconds(1));
    }

    private static void AddEmbedded(IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<BrokerDatabase>();
        services.AddSingleton<EventLog>();
        services.AddSingleton<TopicTails>();
        services.AddSingleton<GroupLeases>();
        services.AddSingleton<IBrokerBootstrap, EventLogSchema>();
        services.AddSingleton<IEventTransport, EmbeddedTransport>();
        services.AddSingleton<IConsumerBacklogs, EmbeddedBacklogs>();
        Jobs.Add<EventLogCleanUpJob>(services, configuration, null, TimeSpan.FromHours(1));
    }

    private static void AddKafka(IServiceCollection services)
    {
        services.AddSingleton<KafkaSettings>();
        services.AddSingleton<KafkaProducer>();
        services.AddSingleton<DeadLetterTopics>();
        services.AddSingleton<IBrokerBootstrap, KafkaTopics>();
        services.AddSingleton<IEventTransport, KafkaTransport>();
        services.AddSingleton<IConsumerBacklogs, KafkaBacklogs>();
    }
}
