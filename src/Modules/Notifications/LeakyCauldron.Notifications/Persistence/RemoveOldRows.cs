using LeakyCauldron.Notifications.Domain;
using Quartz;

namespace LeakyCauldron.Notifications.Persistence;

/// <summary>Forgets used-up tickets and finished deliveries; several hosts may do so at once.</summary>
internal sealed class RemoveOldRows(NotificationsDbContext db, StartState start, TimeProvider time) : IJob
{
    /// <summary>Longer than any event is replayed, since a delivery also tells that its event was handled.</summary>
    private static readonly TimeSpan KeepDeliveries = TimeSpan.FromDays(90);

    /// <summary>Longer than an event is replayed, too.</summary>
    private static readonly TimeSpan KeepWebhookDeliveries = TimeSpan.FromDays(30);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken)
    {
        if (!start.IsReady)
        {
            return;
        }

        var now = time.GetUtcNow();
        await db.StreamTickets.Where(t => t.ExpiresAt < now).ExecuteDeleteAsync(cancellationToken);
        await db
            .Deliveries.Where(d => (d.State == DeliveryState.Sent || d.State == DeliveryState.Skipped) && d.FinishedAt < now - KeepDeliveries)
            .ExecuteDeleteAsync(cancellationToken);
        await db.WebhookDeliveries.Where(d => d.FinishedAt < now - KeepWebhookDeliveries).ExecuteDeleteAsync(cancellationToken);
    }
}
