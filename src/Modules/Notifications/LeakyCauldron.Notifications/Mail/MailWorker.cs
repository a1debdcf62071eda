using LeakyCauldron.Notifications.Persistence;
using Microsoft.Extensions.Hosting;
using Scriban.Syntax;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>Sends what is due, a few mails at a time. Any number of hosts may do so.</summary>
internal sealed partial class MailWorker(
    DeliveryQueue queue,
    CommitSignal commits,
    MailSettings settings,
    IServiceScopeFactory scopes,
    StartState start,
    TimeProvider time,
    ILogger<MailWorker> logger
) : BackgroundService
{
    /// <summary>Shorter than the lease, so that nobody else begins before this attempt has ended.</summary>
    private static readonly TimeSpan AttemptTimeout = DeliveryQueue.Lease - TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await start.Ready.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, settings.Senders).Select(_ => SendWhileRunningAsync(stoppingToken)));
    }

    private async Task SendWhileRunningAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        var transport = scope.ServiceProvider.GetRequiredService<IMailTransport>();
        while (!stopping.IsCancellationRequested)
        {
            var committed = commits.Next;
            try
            {
                while (!stopping.IsCancellationRequested && await queue.ClaimAsync(stopping) is { } delivery)
                {
                    await DeliverAsync(delivery, transport, stopping);
                }

                await transport.RestAsync(stopping);
            }
            catch (Exception e) when (!stopping.IsCancellationRequested)
            {
                QueueFailed(logger, e);
            }

            await Signal.WaitAsync(committed, settings.Poll, time, stopping);
        }
    }

    private async Task DeliverAsync(ClaimedDelivery delivery, IMailTransport transport, CancellationToken stopping)
    {
        // A mail on its way to the server is not cut off at once when the host stops: whether it was accepted would be anyone's guess.
        using var limit = new CancellationTokenSource(AttemptTimeout, time);
        await using var stop = stopping.Register(() => limit.CancelAfter(StopTimeout));
        OutgoingMail? mail = null;
        try
        {
            var composed = await ComposeAsync(delivery, stopping);
            if (composed.IsError)
            {
                await SetAsideAsync(delivery, composed.Error);
                return;
            }

            mail = composed.Value;
            await transport.SendAsync(mail, limit.Token);
            await queue.MarkSentAsync(delivery);
            MailMetrics.Attempted(delivery.Kind, "sent");
            Sent(logger, delivery.Kind, delivery.Id, delivery.Attempts);
        }
        catch (OperationCanceledException) when (mail is null && stopping.IsCancellationRequested)
        {
            await queue.ReleaseAsync(delivery);
        }
        catch (Exception e) when (e is MailRefusedException or ScriptRuntimeException)
        {
            await queue.MarkDeadAsync(delivery, Describe(e, mail));
            MailMetrics.Attempted(delivery.Kind, "dead");
            Refused(logger, delivery.Kind, delivery.Id, e.GetType().Name);
        }
        catch (Exception e)
        {
            await RetryAsync(delivery, Describe(e, mail));
        }
    }

    private async Task<Result<OutgoingMail>> ComposeAsync(ClaimedDelivery delivery, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<MailComposer>().ComposeAsync(delivery, ct);
    }

    private async Task SetAsideAsync(ClaimedDelivery delivery, Error error)
    {
        if (error.Kind is not (ErrorKind.NotFound or ErrorKind.Conflict))
        {
            await RetryAsync(delivery, $"{error.Code}: {error.Message}");
            return;
        }

        await queue.MarkSkippedAsync(delivery, error.Code);
        MailMetrics.Attempted(delivery.Kind, "skipped");
    }

    private async Task RetryAsync(ClaimedDelivery delivery, string error)
    {
        var wait = RetryDelay.After(delivery.Attempts, settings.FirstRetry, settings.LongestRetry);
        await queue.RetryAsync(delivery, wait, error);
        MailMetrics.Attempted(delivery.Kind, "retried");
        Failed(logger, delivery.Kind, delivery.Id, delivery.Attempts, wait, error);
    }

    /// <summary>Servers like to repeat the address in their answers; it is not kept.</summary>
    private static string Describe(Exception e, OutgoingMail? mail)
    {
        var text = $"{e.GetType().Name}: {e.Message}";
        return mail is null ? text : text.Replace(mail.To.Address, "(recipient)", StringComparison.OrdinalIgnoreCase);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Mail {Kind} {DeliveryId} sent at attempt {Attempts}")]
    private static partial void Sent(ILogger logger, string kind, Guid deliveryId, int attempts);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail {Kind} {DeliveryId} not sent at attempt {Attempts}, again in {Wait}: {Error}")]
    private static partial void Failed(ILogger logger, string kind, Guid deliveryId, int attempts, TimeSpan wait, string error);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mail {Kind} {DeliveryId} will not be sent: {Reason}")]
    private static partial void Refused(ILogger logger, string kind, Guid deliveryId, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Mails due could not be looked up")]
    private static partial void QueueFailed(ILogger logger, Exception exception);
}
