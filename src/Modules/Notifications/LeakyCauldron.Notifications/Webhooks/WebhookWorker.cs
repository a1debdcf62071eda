using LeakyCauldron.Notifications.Persistence;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>Sends what is due, a few at a time. Any number of hosts may do so.</summary>
internal sealed class WebhookWorker(
    WebhookQueue queue,
    WebhookSettings settings,
    IHttpClientFactory clients,
    CommitSignal commits,
    StartState start,
    TimeProvider time,
    ILogger<WebhookWorker> log
) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, settings.Senders).Select(_ => SendWhileRunningAsync(stoppingToken)));
    }

    private async Task SendWhileRunningAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var committed = commits.Next;
            try
            {
                while (!stopping.IsCancellationRequested && await queue.ClaimAsync(stopping) is { } delivery)
                {
                    var sender = new WebhookSender(clients.CreateClient(WebhookSender.ClientName), time);
                    var outcome = await sender.SendAsync(delivery, stopping);
                    await queue.FinishAsync(delivery, outcome);
                    log.LogInformation(
                        "Webhook delivery {Delivery} to {Webhook}: {Status} {Error} at attempt {Attempts}.",
                        delivery.Id,
                        delivery.WebhookId,
                        outcome.Status,
                        outcome.Error,
                        delivery.Attempts
                    );
                }
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                log.LogError(e, "Webhooks could not be sent; trying again.");
            }

            await Signal.WaitAsync(committed, settings.Poll, time, stopping);
        }
    }
}
