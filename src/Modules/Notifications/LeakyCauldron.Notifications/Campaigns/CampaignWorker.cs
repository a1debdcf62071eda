using LeakyCauldron.Notifications.Persistence;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>Takes the campaigns a step further every second. Any number of hosts may do so; each page of recipients is one host's.</summary>
internal sealed class CampaignWorker(
    IServiceScopeFactory scopes,
    DeliveryQueue queue,
    StartState start,
    TimeProvider time,
    ILogger<CampaignWorker> log
) : BackgroundService
{
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Turn, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await queue.GiveUpUnclearMarketingAsync(stoppingToken);
                await using var scope = scopes.CreateAsyncScope();
                await scope.ServiceProvider.GetRequiredService<CampaignRunner>().StepAsync(Turn, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                log.LogError(e, "Campaigns could not go on; trying again.");
            }
        }
    }
}
