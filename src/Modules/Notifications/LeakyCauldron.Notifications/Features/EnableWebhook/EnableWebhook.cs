using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;

namespace LeakyCauldron.Notifications.Features.EnableWebhook;

internal sealed record EnableWebhook(Guid Id) : ICommand<WebhookDto>;

internal sealed class EnableWebhookHandler(NotificationsDbContext db) : IRequestHandler<EnableWebhook, Result<WebhookDto>>
{
    public async Task<Result<WebhookDto>> Handle(EnableWebhook request, CancellationToken cancellationToken)
    {
        if (await db.Webhooks.FindAsync([request.Id], cancellationToken) is not { } webhook)
        {
            return Error.NotFound("webhook");
        }

        (webhook.Active, webhook.DisabledReason, webhook.FailingSince) = (true, null, null);
        return WebhookDto.Of(webhook);
    }
}

internal static class EnableWebhookEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/webhooks/{id:guid}/enable",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new EnableWebhook(id), ct)).ToOk()
            )
            .Describe("enableWebhook", "Webhooks", "Switches a webhook on again; what waits for it is sent")
            .Produces<WebhookDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
}
