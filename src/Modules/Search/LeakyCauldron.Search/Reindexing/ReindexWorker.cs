using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Search.Reindexing;

/// <summary>
/// Builds the index anew where staff asked for it. A process with an index of its own rebuilds that, whoever tells of the progress; an index that the processes share
/// is rebuilt by the one that claims the run. A run whose process died is taken over.
/// </summary>
internal sealed class ReindexWorker(
    ReindexQueue queue,
    ISearchEngine engine,
    IndexState state,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<ReindexWorker> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await state.WhenOpenAsync(stoppingToken);
        var looking = LookForDeadAsync(stoppingToken);
        await foreach (var run in queue.Runs.ReadAllAsync(stoppingToken))
        {
            try
            {
                await RunAsync(run, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Reindex {Run} could not be done.", run);
            }
        }

        await looking;
    }

    private async Task RunAsync(Guid run, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var table = scope.ServiceProvider.GetRequiredService<ReindexTable>();
        var claimed = await table.ClaimAsync(run, ct);
        if (!claimed && engine.IsShared)
        {
            return;
        }

        var rebuilder = scope.ServiceProvider.GetRequiredService<IndexRebuilder>();
        if (!claimed)
        {
            await rebuilder.RunAsync(ct);
            return;
        }

        string? failure = null;
        try
        {
            var before = await engine.SearchAsync(
                new ProductQuery
                {
                    Currency = "GBP",
                    Limit = 1,
                    Sort = ProductSort.Name,
                },
                ct
            );
            var expected = before.IsError ? (long?)null : before.Value.Total;
            await rebuilder.RunAsync(ct, processed => table.ProgressAsync(run, processed, expected, ct));
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            log.LogError(e, "Reindex {Run} failed; searches use the index as it was.", run);
            failure = e is RebuildInProgressException ? e.Message : "The index could not be built: the log tells why.";
        }

        await table.FinishAsync(run, failure, ct);
    }

    private async Task LookForDeadAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(ReindexRun.Silence, time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                (await scope.ServiceProvider.GetRequiredService<ReindexTable>().DeadAsync(ct)).ForEach(queue.Add);
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                log.LogWarning(e, "Unfinished reindex runs could not be looked for.");
            }
        }
    }
}
