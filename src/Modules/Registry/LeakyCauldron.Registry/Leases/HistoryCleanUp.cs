using LeakyCauldron.Registry.Persistence;
using Quartz;

namespace LeakyCauldron.Registry.Leases;

/// <summary>Keeps the last thousand registrations and the last thousand cancellations.</summary>
internal sealed class HistoryCleanUp(RegistryDbContext db) : IJob
{
    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            DELETE FROM registry.history WHERE id IN (
                SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY kind = 'Registered' ORDER BY id DESC) AS rank FROM registry.history) AS ranked
                WHERE rank > 1000)
            """,
            cancellationToken
        );
}
