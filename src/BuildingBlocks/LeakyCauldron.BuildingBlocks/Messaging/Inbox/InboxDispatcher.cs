using System.Diagnostics;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Pipeline;
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
    private readonly IEventTransport _transport;
    private readonly Acceptance _acceptance;
    private readonly ILogger<InboxDispatcher> _logger;
    private readonly ModuleDatabase _database;
    private readonly ILookup<string, EventInvoker> _invokers;

    public InboxDispatcher(string module, IReadOnlyList<Subscription> subscriptions, IServiceProvider services, ILogger<InboxDispatcher> logger)
    {
        _services = services;
        _transport = services.GetRequiredService<IEventTransport>();
        _acceptance = services.GetRequiredService<Acceptance>();
        _logger = logger;
        _database = services.GetRequiredKeyedService<ModuleDatabase>(module);
        _invokers = subscriptions.ToLookup(s => s.WireName, EventInvoker.For, StringComparer.Ordinal);
    }

    private string Module => _database.Module;

    /// <summary>
    /// Returns when every event has been handled or put aside. A failing event holds up those of its key alone. <paramref name="stop"/> is heeded between two deliveries,
    /// <paramref name="abort"/> inside them.
    /// </summary>
    public async Task DispatchAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken stop, CancellationToken abort)
    {
        var deliveries = new List<Delivery>();
        foreach (var envelope in batch)
        {
            if (_acceptance.ObjectionTo(envelope) is { } objection)
            {
                DeliveryRefused(_logger, Module, envelope.Topic, objection);
                await BuryAsync(envelope, Module, objection, 0, abort);
            }
            else
            {
                deliveries.AddRange(_invokers[envelope.Type].Select(i => new Delivery(envelope, i)));
            }
        }

        var waiting = new Dictionary<(string Consumer, string Key), KeyQueue>();
        foreach (var chunk in deliveries.Chunk(SharedAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            await DeliverAsync(chunk, waiting, stop, abort);
        }

        await RetryAsync(waiting, stop, abort);
    }

    /// <summary>
    /// Delivers to one handler, in one transaction, an event that it gave up on; where no handler could be chosen, to all that there are now. False if it still cannot be
    /// delivered. That it had been applied after all is no failure.
    /// </summary>
    public async Task<bool> ReplayAsync(EventEnvelope envelope, string consumer, CancellationToken ct)
    {
        var invokers = _invokers[envelope.Type].Where(i => consumer == Module || i.Consumer == consumer).ToArray();
        if (_acceptance.ObjectionTo(envelope) is not null || (invokers.Length == 0 && consumer != Module))
        {
            return false;
        }

        if (invokers.Length > 0)
        {
            await ApplyAsync([.. invokers.Select(i => new Delivery(envelope, i))], ct);
        }

        return true;
    }

    /// <summary>Together if nothing is amiss, else one by one; what fails, and what comes behind it, waits.</summary>
    private async Task DeliverAsync(
        Delivery[] chunk,
        Dictionary<(string Consumer, string Key), KeyQueue> waiting,
        CancellationToken stop,
        CancellationToken abort
    )
    {
        if (
            chunk.Length > 1
            && Array.TrueForAll(chunk, d => !waiting.ContainsKey((d.Consumer, d.Envelope.Key)))
            && await TryTogetherAsync(chunk, abort)
        )
        {
            return;
        }

        foreach (var delivery in chunk)
        {
            stop.ThrowIfCancellationRequested();
            var place = (delivery.Consumer, delivery.Envelope.Key);
            if (waiting.TryGetValue(place, out var queue))
            {
                queue.Add(delivery);
                continue;
            }

            queue = new KeyQueue();
            queue.Add(delivery);
            if (!await TryFirstAsync(queue, abort))
            {
                waiting.Add(place, queue);
            }
        }
    }

    private async Task RetryAsync(Dictionary<(string Consumer, string Key), KeyQueue> waiting, CancellationToken stop, CancellationToken abort)
    {
        while (waiting.Count > 0)
        {
            var wait = waiting.Values.Min(q => q.Remaining);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, stop);
            foreach (var (place, queue) in waiting.Where(w => w.Value.Remaining <= TimeSpan.Zero).ToArray())
            {
                do
                {
                    stop.ThrowIfCancellationRequested();
                } while (await TryFirstAsync(queue, abort) && !queue.IsEmpty);

                if (queue.IsEmpty)
                {
                    waiting.Remove(place);
                }
            }
        }
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
            activity?.SetTag(TraceTags.Module, Module);
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

    /// <summary>True if the first of the queue is done with, by its handler or as a dead letter.</summary>
    private async Task<bool> TryFirstAsync(KeyQueue queue, CancellationToken abort)
    {
        var delivery = queue.First;
        try
        {
            await ApplyAsync([delivery], abort);
        }
        catch (Exception e) when (!abort.IsCancellationRequested)
        {
            var kind = Failures.KindOf(e);
            queue.Failed(kind, FreeRaces);
            if (kind != FailureKind.Malformed && queue.Attempts < MaxAttempts)
            {
                DeliveryFailed(_logger, e, delivery.Consumer, delivery.Envelope.Type, delivery.Envelope.Id, queue.Attempts);
                MessagingMetrics.Handled(Module, "retried");
                return false;
            }

            DeliveryDead(_logger, e, delivery.Consumer, delivery.Envelope.Type, delivery.Envelope.Id, queue.Attempts);
            await BuryAsync(delivery.Envelope, delivery.Consumer, e.ToString(), queue.Attempts, abort);
        }

        queue.Advance();
        return true;
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
                await _transport.CopyDeadLetterAsync(new(Module, consumer, envelope, error, attempts), abort);
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

    [LoggerMessage(Level = LogLevel.Error, Message = "{Module} puts a record of {Topic} aside: {Reason}")]
    private static partial void DeliveryRefused(ILogger logger, string module, string topic, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Consumer} failed on {Type} {MessageId}, {Attempts} attempts so far")]
    private static partial void DeliveryFailed(ILogger logger, Exception exception, string consumer, string type, Guid messageId, int attempts);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Consumer} gave up on {Type} {MessageId} after {Attempts} attempts")]
    private static partial void DeliveryDead(ILogger logger, Exception exception, string consumer, string type, Guid messageId, int attempts);
}
