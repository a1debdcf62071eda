using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Everything that this process consumes: a group for each module's <c>once</c> handlers and for each batch consumer, a reader for each <c>everywhere</c> consumer and topic.</summary>
internal sealed partial class EventConsumers(
    ModuleModel model,
    IServiceProvider services,
    IEventTransport transport,
    InboxDispatchers dispatchers,
    ReaderGaps gaps,
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
            .Select(g => RunGroupAsync(g.Key, [.. g], (batch, ct) => dispatchers.Of(g.Key).DispatchAsync(batch, ct, abort.Token), stoppingToken));
        var batches = model
            .Subscriptions.Where(s => s.Kind == SubscriptionKind.Batches)
            .GroupBy(s => (s.Module, s.Handler))
            .Select(g => RunGroupAsync($"{g.Key.Module}.{g.Key.Handler.Name}", [.. g], Whole(g.Key.Handler, [.. g]), stoppingToken));
        var readers = model
            .Subscriptions.Where(s => s.Kind == SubscriptionKind.Everywhere)
            .GroupBy(s => (s.Handler, s.Topic))
            .Select(g => Reader(g.Key.Handler, g.Key.Topic, [.. g]).RunAsync(stoppingToken));
        await Task.WhenAll([.. groups, .. batches, .. readers]);
    }

    private async Task RunGroupAsync(
        string group,
        IReadOnlyList<Subscription> subscriptions,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken stop
    )
    {
        var topics = subscriptions.Select(s => s.Topic).Distinct(StringComparer.Ordinal).ToArray();
        for (var failures = 0; !stop.IsCancellationRequested; failures++)
        {
            try
            {
                await transport.ConsumeGroupAsync(group, topics, HandleAsync, stop);
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                GroupFailed(_logger, e, group);
                await Backoff.WaitOrStopAsync(failures, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10), stop);
            }
        }

        async Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct)
        {
            await handle(batch, ct);
            if (_twice)
            {
                await handle(batch, ct);
            }
        }
    }

    private Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> Whole(Type handler, IReadOnlyList<Subscription> subscriptions)
    {
        var consumer = (IBatchConsumer)services.GetRequiredService(handler);
        var types = subscriptions.Select(s => s.WireName).ToHashSet(StringComparer.Ordinal);
        return (batch, ct) => consumer.HandleAsync([.. batch.Where(e => e.Defect is null && types.Contains(e.Type))], ct);
    }

    private EverywhereReader Reader(Type consumer, string topic, IReadOnlyList<Subscription> subscriptions) =>
        new(
            (IEverywhereConsumer)services.GetRequiredService(consumer),
            topic,
            subscriptions.Select(s => s.WireName).ToHashSet(StringComparer.Ordinal),
            transport,
            gaps,
            loggers.CreateLogger<EverywhereReader>()
        );

    [LoggerMessage(Level = LogLevel.Error, Message = "Group {Group} stopped consuming, started again")]
    private static partial void GroupFailed(ILogger logger, Exception exception, string group);
}
