using System.Reflection;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Modules;

/// <summary>What a module declares of itself at start.</summary>
public sealed class ModuleBuilder(ModuleEntry entry, ModuleModel model, IServiceCollection services, IConfiguration configuration)
{
    /// <summary>The one container of the process.</summary>
    public IServiceCollection Services { get; } = services;

    /// <summary>The module's name and schema.</summary>
    public string Name => entry.Name;

    /// <summary>Settings.</summary>
    public IConfiguration Configuration { get; } = configuration;

    /// <summary>
    /// The module's DbContext (pooled), its data source (keyed by the module's name) with the module's role, the outbox interceptor, and its migrations at start.
    /// </summary>
    public void AddDatabase<TContext>(Action<DbContextOptionsBuilder>? configure = null)
        where TContext : DbContext
    {
        entry.DbContext = typeof(TContext);
        ModuleDatabase.Register<TContext>(Services, Configuration, entry.Name, configure);
    }

    /// <summary>The module's switch from domain to integration events.</summary>
    public void MapEvents<TMap>()
        where TMap : class, IIntegrationEventMap => Services.AddKeyedSingleton<IIntegrationEventMap, TMap>(entry.Name);

    /// <summary>Handles an event once per module.</summary>
    public void On<TEvent, THandler>()
        where TEvent : IIntegrationEvent
        where THandler : class, IEventHandler<TEvent>
    {
        Services.AddScoped<THandler>();
        Subscribe(typeof(TEvent), typeof(THandler), SubscriptionKind.Once);
    }

    /// <summary>Reads the given events in every process that has the module. The consumer is a singleton.</summary>
    public void Everywhere<TConsumer>(params Type[] events)
        where TConsumer : class, IEverywhereConsumer
    {
        Services.AddSingleton<TConsumer>();
        foreach (var type in events)
        {
            Subscribe(type, typeof(TConsumer), SubscriptionKind.Everywhere);
        }
    }

    /// <summary>Hands the given events, once per module and in whole batches, to an effect outside the database. The consumer is a singleton.</summary>
    public void InBatches<TConsumer>(params Type[] events)
        where TConsumer : class, IBatchConsumer
    {
        Services.AddSingleton<TConsumer>();
        foreach (var type in events)
        {
            Subscribe(type, typeof(TConsumer), SubscriptionKind.Batches);
        }
    }

    /// <summary>
    /// A Quartz job on a fixed interval. From one minute on it runs once for all hosts, where they share a scheduler; below that in each host, and must bear that or take a
    /// lease itself.
    /// </summary>
    public void AddJob<TJob>(TimeSpan every)
        where TJob : class, IJob => Jobs.Add<TJob>(Services, Configuration, entry.Name, every);

    /// <summary>A background service that lives as long as the host.</summary>
    public void AddWorker<TWorker>()
        where TWorker : class, IHostedService => Services.AddHostedService<TWorker>();

    /// <summary>Sample data of this module.</summary>
    public void AddSampleData<TData>()
        where TData : class, ISampleData => Services.AddScoped<ISampleData, TData>();

    /// <summary>Work to be done before the host is ready, beside that of other modules and in a scope of its own.</summary>
    public void AddStartupTask<TTask>()
        where TTask : class, IStartupTask => Services.AddScoped<TTask>().AddScoped<IStartupTask>(p => p.GetRequiredService<TTask>());

    private void Subscribe(Type eventType, Type handler, SubscriptionKind kind)
    {
        var name = eventType.GetCustomAttribute<EventAttribute>() ?? throw new InvalidOperationException($"{eventType.Name} has no [Event] name.");
        model.Subscriptions.Add(new Subscription(entry.Name, kind, eventType, name.WireName, name.Topic, handler));
    }
}
