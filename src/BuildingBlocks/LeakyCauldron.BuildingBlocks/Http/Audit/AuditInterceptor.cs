using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace LeakyCauldron.BuildingBlocks.Http.Audit;

/// <summary>Tells the request's <see cref="AuditScope"/>, if it has one, what each save changes in the tables that are the module's own.</summary>
internal sealed class AuditInterceptor : SaveChangesInterceptor
{
    private readonly ConditionalWeakTable<DbContext, List<AuditChange>> _saving = [];

    public override InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        Note(eventData.Context);
        return result;
    }

    public override ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default
    )
    {
        Note(eventData.Context);
        return ValueTask.FromResult(result);
    }

    public override void SaveChangesFailed(DbContextErrorEventData eventData) => Forget(eventData.Context);

    public override Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        Forget(eventData.Context);
        return Task.CompletedTask;
    }

    private void Note(DbContext? context)
    {
        if (context is null || AuditScope.Current is not { } scope)
        {
            return;
        }

        var changes = context
            .ChangeTracker.Entries()
            .Where(e => e.State is EntityState.Added or EntityState.Modified or EntityState.Deleted && IsOwn(e))
            .Select(Describe)
            .ToList();
        _saving.AddOrUpdate(context, changes);
        scope.Add(changes);
    }

    private void Forget(DbContext? context)
    {
        if (context is not null && _saving.TryGetValue(context, out var changes))
        {
            AuditScope.Current?.Remove(changes);
        }
    }

    /// <summary>Not outbox, keys and leases, which every module has and nobody writes by hand.</summary>
    private static bool IsOwn(EntityEntry entry) => entry.Metadata.ClrType.Assembly != typeof(AuditInterceptor).Assembly && !entry.Metadata.IsOwned();

    private static AuditChange Describe(EntityEntry entry)
    {
        var id = string.Join('/', entry.Metadata.FindPrimaryKey()?.Properties.Select(p => entry.Property(p.Name).CurrentValue) ?? []);
        var properties = entry.Properties.Where(p => p.Metadata.Name != "xmin" && (entry.State != EntityState.Modified || p.IsModified)).ToArray();
        return new(
            entry.Metadata.GetTableName() ?? entry.Metadata.ShortName(),
            id,
            entry.State == EntityState.Added ? null : AuditRedaction.Describe(properties, p => p.OriginalValue),
            entry.State == EntityState.Deleted ? null : AuditRedaction.Describe(properties, p => p.CurrentValue)
        );
    }
}
