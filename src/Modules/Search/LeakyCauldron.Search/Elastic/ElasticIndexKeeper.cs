using LeakyCauldron.Search.Indexing;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Search.Elastic;

/// <summary>Looks now and then whether the index is still there, and builds it anew if somebody has removed it.</summary>
internal sealed class ElasticIndexKeeper(IServiceScopeFactory scopes, IndexState open, TimeProvider time, ILogger<ElasticIndexKeeper> log)
    : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await open.WhenOpenAsync(stoppingToken);
        using var timer = new PeriodicTimer(Look, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<ElasticIndexOpener>().EnsureAsync(checkShop: false, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogWarning("The search index could not be looked after: {Reason}", e.Message);
            }
        }
    }
}
