using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Leases;

/// <summary>
/// Changes of what is registered. They are rare, and happen one after the other under one row's lock, so that two hosts never let two instances have the same name or path.
/// </summary>
internal sealed class Registrations(IServiceScopeFactory scopes, DirectorySignal signal)
{
    /// <summary>Runs the change by the database's clock; one that changes nothing leaves no trace.</summary>
    public async Task<T> ChangeAsync<T>(Func<RegistryDbContext, DateTimeOffset, Task<T>> change, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<RegistryDbContext>();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var now = await db
            .Database.SqlQuery<DateTimeOffset>(
                $"""
                INSERT INTO registry.version AS v (id, version) VALUES (1, 1)
                ON CONFLICT (id) DO UPDATE SET version = v.version + 1 RETURNING clock_timestamp() AS "Value"
                """
            )
            .ToListAsync(ct);
        var result = await change(db, now[0]);
        if (db.ChangeTracker.HasChanges())
        {
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
            signal.Set();
        }

        return result;
    }

    public static void Remember(RegistryDbContext db, Instance instance, HistoryKind kind, DateTimeOffset now) =>
        db.History.Add(
            new HistoryEntry
            {
                At = now,
                Kind = kind,
                App = instance.App,
                InstanceId = instance.InstanceId,
                Record = EurekaRecords.Of(instance),
            }
        );

    public static void Remove(RegistryDbContext db, Instance instance, HistoryKind kind, DateTimeOffset now)
    {
        db.Instances.Remove(instance);
        Remember(db, instance, kind, now);
    }
}
