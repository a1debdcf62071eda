using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;

namespace LeakyCauldron.Notifications.Features.RedeliverWebhook;

internal sealed record RedeliverWebhook(Guid WebhookId, Guid DeliveryId) : ICommand;

internal sealed class RedeliverWebhookHandler(NotificationsDbContext db, CommitSignal commits, TimeProvider time)
    : IRequestHandler<RedeliverWebhook, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(RedeliverWebhook request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var changed = await db
            .WebhookDeliveries.Where(d => d.Id == request.DeliveryId && d.WebhookId == request.WebhookId && d.State != WebhookDeliveryState.Sending)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(d => d.State, WebhookDeliveryState.Pending)
                        .SetProperty(d => d.DueAt, now)
                        .SetProperty(d => d.GiveUpAt, now + WebhookQueue.GiveUpAfter)
                        .SetProperty(d => d.FinishedAt, (DateTimeOffset?)null),
                cancellationToken
            );
        if (changed == 1)
        {
            commits.Set();
            return Unit.Value;
        }

        return await db.WebhookDeliveries.AnyAsync(d => d.Id == request.DeliveryId && d.WebhookId == request.WebhookId, cancellationToken)
            ? Error.Conflict("delivery_in_progress", "This delivery is being sent at this moment.")
            : Error.NotFound("delivery");
    }
}

internal static class RedeliverWebhookEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/webhooks/{id:guid}/deliveries/{deliveryId:guid}/redeliver",
                async (Guid id, Guid deliveryId, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RedeliverWebhook(id, deliveryId), ct)).ToNoContent()
            )
            .Describe("redeliverWebhook", "Webhooks", "Sends a delivery once more, under its old id")
            .Produces(204)
            .ProducesProblems(401, 403, 404, 409)
            .RequireAuthorization(Policies.Admin);
}
