using LeakyCauldron.Search.Persistence;
using Quartz;

namespace LeakyCauldron.Search.Log;

/// <summary>A year is as far back as a report looks.</summary>
internal sealed class RemoveOldSearches(SearchDbContext db, TimeProvider time) : IJob
{
    public const int KeptDays = 366;

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        var oldest = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-KeptDays);
        await db.Searches.Where(s => s.Day < oldest).ExecuteDeleteAsync(cancellationToken);
    }
}
