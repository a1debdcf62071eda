using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>A module that consumes: one entry an effect, so that a second effect shows.</summary>
internal sealed class LedgerModule : IModule
{
    public string Name => "ledger";

    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<LedgerDbContext>();
        module.On<BottleMoved, EnterOnBottleMoved>();
        module.On<BottleMoved, KeepLatestOnBottleMoved>();
        module.Everywhere<Window>(typeof(BottleMoved));
    }

    public void MapEndpoints(IEndpointRouteBuilder api) { }
}

internal sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<Entry> Entries => Set<Entry>();

    public DbSet<Latest> Latest => Set<Latest>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasModuleTables("ledger");
        modelBuilder.Entity<Entry>().Property(e => e.Id).UseIdentityAlwaysColumn();
        modelBuilder.Entity<Latest>().ToTable("latest").HasKey(l => l.Key);
    }
}

internal sealed class Entry
{
    public long Id { get; set; }

    public Guid MessageId { get; set; }

    public string Key { get; set; } = "";

    public long Version { get; set; }

    public int Step { get; set; }
}

internal sealed class Latest
{
    public string Key { get; set; } = "";

    public long Version { get; set; }

    public int Step { get; set; }
}

/// <summary>Keeps state that a late or repeated event must not turn back: by version, in one statement.</summary>
internal sealed class KeepLatestOnBottleMoved(LedgerDbContext db) : IEventHandler<BottleMoved>
{
    public Task HandleAsync(BottleMoved @event, EventContext context, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO ledger.latest AS l (key, version, step) VALUES ({context.AggregateId}, {context.Version}, {@event.Step})
            ON CONFLICT (key) DO UPDATE SET version = excluded.version, step = excluded.step WHERE l.version < excluded.version
            """,
            ct
        );
}

/// <summary>Keys whose events the handler fails on, after it has written its effect.</summary>
internal sealed class Trouble
{
    public ConcurrentDictionary<string, int> FailuresLeft { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, int> Attempts { get; } = new(StringComparer.Ordinal);

    /// <summary>The handler waits for it in the middle of its work.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;
}

internal sealed class EnterOnBottleMoved(LedgerDbContext db, Trouble trouble) : IEventHandler<BottleMoved>
{
    public async Task HandleAsync(BottleMoved @event, EventContext context, CancellationToken ct)
    {
        db.Entries.Add(
            new Entry
            {
                MessageId = context.MessageId,
                Key = context.AggregateId,
                Version = context.Version,
                Step = @event.Step,
            }
        );
        trouble.Attempts.AddOrUpdate(context.AggregateId, 1, (_, n) => n + 1);
        await trouble.Gate.WaitAsync(ct);
        if (trouble.FailuresLeft.TryGetValue(context.AggregateId, out var left) && left > 0)
        {
            trouble.FailuresLeft[context.AggregateId] = left - 1;
            await db.SaveChangesAsync(ct);
            throw new InvalidOperationException("The ink has run out.");
        }
    }
}

/// <summary>A reader in every process; its position is kept in memory between two lives.</summary>
internal sealed class Window : IEverywhereConsumer
{
    public StreamPosition? Position { get; set; } = StreamPosition.Beginning;

    public ConcurrentQueue<EventEnvelope> Seen { get; } = [];

    public TaskCompletionSource Started { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int FailuresLeft { get; set; }

    /// <summary>How often it had to make its state anew.</summary>
    public int Rebuilt { get; private set; }

    /// <summary>That takes until then.</summary>
    public Task RebuildGate { get; set; } = Task.CompletedTask;

    public Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct)
    {
        Started.TrySetResult();
        return Task.FromResult(Position);
    }

    public async Task<StreamPosition?> RebuildAsync(string topic, CancellationToken ct)
    {
        await RebuildGate.WaitAsync(ct);
        Rebuilt++;
        return null;
    }

    public Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct)
    {
        if (FailuresLeft > 0)
        {
            FailuresLeft--;
            throw new InvalidOperationException("The pane is dirty.");
        }

        foreach (var envelope in batch)
        {
            Seen.Enqueue(envelope);
        }

        Position = reached;
        return Task.CompletedTask;
    }
}
