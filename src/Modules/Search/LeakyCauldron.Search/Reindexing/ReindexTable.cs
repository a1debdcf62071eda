using LeakyCauldron.Search.Persistence;

namespace LeakyCauldron.Search.Reindexing;

/// <summary>The statements of a running rebuild; of several processes one claims a run and tells how far it is.</summary>
internal sealed class ReindexTable(SearchDbContext db, TimeProvider time)
{
    /// <summary>True if this process is to do it: nobody else does, or who did is silent.</summary>
    public async Task<bool> ClaimAsync(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var dead = now - ReindexRun.Silence;
        return await db
                .Reindexes.Where(r => r.Id == id && (r.Status == ReindexStatus.Requested || (r.Status == ReindexStatus.Running && r.BeatAt < dead)))
                .ExecuteUpdateAsync(set => set.SetProperty(r => r.Status, ReindexStatus.Running).SetProperty(r => r.BeatAt, now), ct) == 1;
    }

    /// <summary>Runs that nobody is at.</summary>
    public Task<List<Guid>> DeadAsync(CancellationToken ct)
    {
        var dead = time.GetUtcNow() - ReindexRun.Silence;
        return db
            .Reindexes.Where(r => (r.Status == ReindexStatus.Requested || r.Status == ReindexStatus.Running) && r.BeatAt < dead)
            .Select(r => r.Id)
            .ToListAsync(ct);
    }

    public Task ProgressAsync(Guid id, int processed, long? expected, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return db
            .Reindexes.Where(r => r.Id == id)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Processed, processed).SetProperty(r => r.Expected, expected).SetProperty(r => r.BeatAt, now),
                ct
            );
    }

    public Task FinishAsync(Guid id, string? failure, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var status = failure is null ? ReindexStatus.Completed : ReindexStatus.Failed;
        return db
            .Reindexes.Where(r => r.Id == id)
            .ExecuteUpdateAsync(
                set => set.SetProperty(r => r.Status, status).SetProperty(r => r.Failure, failure).SetProperty(r => r.FinishedAt, now),
                ct
            );
    }
}
