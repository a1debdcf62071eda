using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>
/// Delivers events to one module's handlers, each once: inbox row, effect and outgoing events commit together. Many deliveries share a transaction while all goes
/// well; if one fails, each gets its own.
/// </summary>
internal sealed partial class InboxDispatcher
{
    private const int SharedAtOnce = 32;
    private const int MaxAttempts = 5;
    private const int FreeRaces = 10;

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LongestRetry = TimeSpan.FromSeconds(5);

    private readonly IServiceProvider _services;
    private readonly ILogger<InboxDispatcher> _logger;
    private readonly ModuleDatabase _database;
    private readonly ILookup<string, EventInvoker> _invokers;

    public InboxDispatcher(string module, IReadOnlyList<Subscription> subscriptions, IServiceProvider services, ILogger<InboxDispatcher> logger)
    {
        _services = services;
        _logger = logger;
        _database = services.GetRequiredKeyedService<ModuleDatabase>(module);
        _invokers = subscriptions.ToLookup(s => s.WireName, EventInvoker.For, StringComparer.Ordinal);
    }

    private string Module => _database.Module;

    /// <summary>Returns when every event has been handled or put aside. <paramref name="stop"/> is heeded between two deliveries, <paramref name="abort"/> inside them.</summary>
    public async Task DispatchAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken stop, CancellationToken abort)
    {
        foreach (var malformed in batch.Where(e => e.Defect is not null))
        {
            await BuryAsync(malformed, Module, malformed.Defect!, 0, abort);
        }

        var deliveries = batch.Where(e => e.Defect is null).SelectMany(e => _invokers[e.Type].Select(i => new Delivery(e, i)));
        foreach (var chunk in deliveries.Chunk(SharedAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            if (chunk.Length > 1 && await TryTogetherAsync(chunk, abort))
            {
                continue;
            }

            foreach (var delivery in chunk)
            {
                stop.ThrowIfCancellationRequested();
                await DeliverAsync(delivery, stop, abort);
            }
        }
    }

    /// <summary>
    /// Delivers to one handler, in one transaction, an event that it gave up on; false if there is no such handler. That it had been applied after all is no failure.
    /// </summary>
    public async Task<bool> ReplayAsync(EventEnvelope envelope, string consumer, CancellationToken ct)
    {
        var invoker = _invokers[envelope.Type].FirstOrDefault(i => i.Consumer == consumer);
        if (invoker is not null)
        {
            await ApplyAsync([new Delivery(envelope, invoker)], ct);
        }

        return invoker is not null;
    }

    private async Task<bool> TryTogetherAsync(Delivery[] chunk, CancellationToken abort)
    {
        try
        {
            await ApplyAsync(chunk, abort);
            return true;
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            SharedFailed(_logger, e, Module, chunk.Length);
            return false;
        }
    }

    private async Task ApplyAsync(Delivery[] deliveries, CancellationToken ct)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = (DbContext)scope.ServiceProvider.GetRequiredService(_database.DbContext);
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var taken = await InboxStore.TakeAsync(db, Module, deliveries, ct);
        var applied = taken.Count;

        // Removed as they are applied: one transaction may hold the same message twice.
        foreach (var delivery in deliveries.Where(d => taken.Remove((d.Envelope.Id, d.Consumer))))
        {
            using var activity = delivery.StartActivity();
            try
            {
                await OpenTransaction.RunAsync(async () =>
                {
                    await delivery.Invoker.InvokeAsync(scope.ServiceProvider, delivery.Envelope, ct);
                    return await db.SaveChangesAsync(ct);
                });
            }
            catch (Exception e)
            {
                activity?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
                throw;
            }

            // The next delivery starts from what is in the database, as it would alone.
            db.ChangeTracker.Clear();
        }

        await transaction.CommitAsync(ct);
        MessagingMetrics.Handled(Module, "applied", applied);
        MessagingMetrics.Handled(Module, "duplicate", deliveries.Length - applied);
    }

    private async Task DeliverAsync(Delivery delivery, CancellationToken stop, CancellationToken abort)
    {
        var (attempts, races, failures) = (0, 0, 0);
        while (true)
        {
            try
            {
                await ApplyAsync([delivery], abort);
                return;
            }
            catch (Exception e) when (!abort.IsCancellationRequested)
            {
                var kind = Failures.KindOf(e);
                var counts = kind == FailureKind.Handler || kind == FailureKind.Malformed || (kind == FailureKind.LostRace && ++races > FreeRaces);
                attempts += counts ? 1 : 0;
                if (kind == FailureKind.Malformed || attempts >= MaxAttempts)
                {
                    DeliveryDead(_logger, e, delivery.Consumer, delivery.Envelope.Type, delivery.Envelope.Id, attempts);
                    await BuryAsync(delivery.Envelope, delivery.Consumer, e.ToString(), attempts, abort);
                    return;
                }

                DeliveryFailed(_logger, e, delivery.Consumer, delivery.Envelope.Type, delivery.Envelope.Id, attempts);
                MessagingMetrics.Handled(Module, "retried");
                failures = kind == FailureKind.LostRace ? 0 : failures + 1;
            }

            var first = failures == 0 ? TimeSpan.FromMilliseconds(10) : FirstRetry;
            await Backoff.WaitAsync(Math.Max(0, failures - 1), first, LongestRetry, stop);
        }
    }

    /// <summary>Puts aside for as long as it takes: going on without would lose the event.</summary>
    private async Task BuryAsync(EventEnvelope envelope, string consumer, string error, int attempts, CancellationToken abort)
    {
        for (var failures = 0; ; failures++)
        {
            try
            {
                await InboxStore.BuryAsync(_database.DataSource, Module, envelope, consumer, error, attempts, abort);
                MessagingMetrics.Handled(Module, "dead");
                return;
            }
            catch (Exception e) when (!abort.IsCancellationRequested && Failures.KindOf(e) == FailureKind.DatabaseAway)
            {
                DeliveryFailed(_logger, e, consumer, envelope.Type, envelope.Id, attempts);
            }

            await Backoff.WaitAsync(failures, FirstRetry, LongestRetry, abort);
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Module}: {Count} deliveries failed together, tried one by one")]
    private static partial void SharedFailed(ILogger logger, Exception exception, string module, int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Consumer} failed on {Type} {MessageId}, {Attempts} attempts so far")]
    private static partial void DeliveryFailed(ILogger logger, Exception exception, string consumer, string type, Guid messageId, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Consumer} gave up on {Type} {MessageId} after {Attempts} attempts")]
    private static partial void DeliveryDead(ILogger logger, Exception exception, string consumer, string type, Guid messageId, int attempts);
}
