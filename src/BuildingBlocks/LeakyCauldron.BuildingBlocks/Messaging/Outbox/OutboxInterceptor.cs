using System.Collections.Concurrent;
using System.Data.Common;
using System.Runtime.CompilerServices;
using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>
/// Turns the events that tracked aggregates raised into outbox rows of the same save, moves the aggregates' event counters with them, and wakes the relay once
/// the rows are committed.
/// </summary>
internal sealed class OutboxInterceptor(ModuleModel model, IServiceProvider services, OutboxSignals signals, TimeProvider time)
    : SaveChangesInterceptor,
        IDbTransactionInterceptor
{
    private readonly ConcurrentDictionary<Type, Producer?> _producers = new();
    private readonly ConditionalWeakTable<DbContext, List<OutboxMessage>> _written = [];
    private readonly ConditionalWeakTable<DbTransaction, Producer> _uncommitted = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Write(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Write(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        Saved(eventData.Context);
        return result;
    }

    public override ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData,
        int result,
        CancellationToken cancellationToken = default
    )
    {
        Saved(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public void TransactionCommitted(DbTransaction transaction, TransactionEndEventData eventData) => Committed(transaction);

    public Task TransactionCommittedAsync(DbTransaction transaction, TransactionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Committed(transaction);
        return Task.CompletedTask;
    }

    private void Write(DbContext? context)
    {
        if (context is null || ProducerOf(context) is not { } producer)
        {
            return;
        }

        List<OutboxMessage>? rows = null;
        foreach (var entry in context.ChangeTracker.Entries<AggregateRoot>())
        {
            if (entry.Entity.Raised.Count > 0)
            {
                Write(entry, producer, rows ??= []);
            }
        }

        if (rows is { Count: > 0 })
        {
            context.AddRange(rows);
            _written.GetOrCreateValue(context).AddRange(rows);
        }
    }

    private void Write(EntityEntry<AggregateRoot> entry, Producer producer, List<OutboxMessage> rows)
    {
        var aggregate = entry.Entity;
        var version = aggregate.EventVersion;
        var now = time.GetUtcNow();
        foreach (var raised in aggregate.Raised)
        {
            if (producer.Map(aggregate, raised) is { } integrationEvent)
            {
                rows.Add(OutboxRows.Create(integrationEvent, ++version, now));
            }
        }

        aggregate.ClearRaised();
        if (version == aggregate.EventVersion)
        {
            return;
        }

        // Marks the row as changed even if nothing else did: its concurrency token is what keeps versions from being given twice.
        if (entry.State == EntityState.Deleted)
        {
            aggregate.EventVersion = version;
        }
        else
        {
            entry.Property(a => a.EventVersion).CurrentValue = version;
        }
    }

    private void Saved(DbContext? context)
    {
        if (context is null || !_written.TryGetValue(context, out var rows))
        {
            return;
        }

        _written.Remove(context);
        foreach (var row in rows)
        {
            context.Entry(row).State = EntityState.Detached;
        }

        var producer = ProducerOf(context)!;
        if (context.Database.CurrentTransaction is { } transaction)
        {
            _uncommitted.AddOrUpdate(transaction.GetDbTransaction(), producer);
        }
        else
        {
            signals.Wake(producer.Schema);
        }
    }

    private void Committed(DbTransaction transaction)
    {
        // Npgsql uses its transaction objects again: one that was rolled back may still be listed here, and a wake too many finds nothing.
        if (_uncommitted.TryGetValue(transaction, out var producer))
        {
            _uncommitted.Remove(transaction);
            signals.Wake(producer.Schema);
        }
    }

    private Producer? ProducerOf(DbContext context) =>
        _producers.GetOrAdd(
            context.GetType(),
            type =>
                model.Modules.FirstOrDefault(m => m.DbContext == type) is { } module
                    ? new Producer(module.Name, services.GetKeyedService<IIntegrationEventMap>(module.Name))
                    : null
        );

    private sealed record Producer(string Schema, IIntegrationEventMap? Events)
    {
        public IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent raised) =>
            Events is null
                ? throw new InvalidOperationException($"{Schema} raises {raised.GetType().Name} but maps no events (ModuleBuilder.MapEvents).")
                : Events.Map(aggregate, raised);
    }
}
