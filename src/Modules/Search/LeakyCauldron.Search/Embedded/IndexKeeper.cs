using LeakyCauldron.Search.Indexing;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Shows what no later batch has shown, commits every two seconds, and rebuilds an index whose writer has failed.</summary>
internal sealed class IndexKeeper(EmbeddedEngine engine, IServiceScopeFactory scopes, TimeProvider time, ILogger<IndexKeeper> log) : BackgroundService
{
    private const int TicksPerCommit = 10;
    private const int TicksPerRebuild = 50;
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        for (var tick = 1; await timer.WaitForNextTickAsync(stoppingToken); tick++)
        {
            try
            {
                if (!engine.IsBroken)
                {
                    await engine.MaintainAsync(commit: tick % TicksPerCommit == 0, stoppingToken);
                }
                else if (tick % TicksPerRebuild == 0)
                {
                    await using var scope = scopes.CreateAsyncScope();
                    await scope.ServiceProvider.GetRequiredService<IndexRebuilder>().RunAsync(stoppingToken);
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "The search index could not be maintained; trying again.");
            }
        }
    }
}
