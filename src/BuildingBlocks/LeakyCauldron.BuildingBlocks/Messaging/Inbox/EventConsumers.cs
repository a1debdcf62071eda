using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Everything that this process consumes: a group for each module's <c>once</c> handlers, a reader for each <c>everywhere</c> consumer and topic.</summary>
internal sealed partial class EventConsumers(
    ModuleModel model,
    IServiceProvider services,
    IEventTransport transport,
    InboxDispatchers dispatchers,
    IConfiguration configuration,
    ILoggerFactory loggers
) : BackgroundService
{
    /// <summary>What a handler in flight may still take once the host stops.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly ILogger<EventConsumers> _logger = loggers.CreateLogger<EventConsumers>();
    private readonly bool _twice = string.Equals(configuration["Modules:Wire"], "true", StringComparison.OrdinalIgnoreCase);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start's thread: consumers may do long work before their first wait.
        await Task.Yield();
        using var abort = new CancellationTokenSource();
        await using var registration = stoppingToken.Register(() => abort.CancelAfter(Grace));
        var groups = model
            .Subscriptions.Where(s => s.Kind == SubscriptionKind.Once)
            .GroupBy(s => s.Module, StringComparer.Ordinal)
            .Select(g => RunGroupAsync(g.Key, [.. g], abort.Token, stoppingToken));
        var readers = model
            .Subscriptions.Where(s => s.Kind == SubscriptionKind.Everywhere)
            .GroupBy(s => (s.Handler, s.Topic))
            .Select(g => Reader(g.Key.Handler, g.Key.Topic, [.. g]).RunAsync(stoppingToken));
        await Task.WhenAll([.. groups, .. readers]);
    }

    private async Task RunGroupAsync(string module, IReadOnlyList<Subscription> subscriptions, CancellationToken abort, CancellationToken stop)
    {
        var dispatcher = dispatchers.Of(module);
        var topics = subscriptions.Select(s => s.Topic).Distinct(StringComparer.Ordinal).ToArray();
        for (var failures = 0; !stop.IsCancellationRequested; failures++)
        {
            try
            {
                await transport.ConsumeGroupAsync(module, topics, HandleAsync, stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                GroupFailed(_logger, e, module);
                await Backoff.WaitOrStopAsync(failures, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), stop);
            }
        }

        async Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
        {
            await dispatcher.DispatchAsync(batch, ct, abort);
            if (_twice)
            {
                await dispatcher.DispatchAsync(batch, ct, abort);
            }
        }
    }

    private EverywhereReader Reader(Type consumer, string topic, IReadOnlyList<Subscription> subscriptions) =>
        new(
            (IEverywhereConsumer)services.GetRequiredService(consumer),
            topic,
            subscriptions.Select(s => s.WireName).ToHashSet(StringComparer.Ordinal),
            transport,
            loggers.CreateLogger<EverywhereReader>()
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "Group {Group} stopped consuming, started again")]
    private static partial void GroupFailed(ILogger logger, Exception exception, string group);
}
