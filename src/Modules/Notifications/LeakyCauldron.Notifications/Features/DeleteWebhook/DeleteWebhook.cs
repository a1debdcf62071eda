using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.DeleteWebhook;

internal sealed record DeleteWebhook(Guid Id) : ICommand;

internal sealed class DeleteWebhookHandler(NotificationsDbContext db) : IRequestHandler<DeleteWebhook, Result<Unit>>
{
    public async Task<Result<Unit>> Handle(DeleteWebhook request, CancellationToken cancellationToken) =>
        await db.Webhooks.Where(w => w.Id == request.Id).ExecuteDeleteAsync(cancellationToken) == 1 ? Unit.Value : Error.NotFound("webhook");
}

internal static class DeleteWebhookEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/admin/webhooks/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new DeleteWebhook(id), ct)).ToNoContent()
            )
            .Describe("deleteWebhook", "Webhooks", "Tells a program no more, and forgets its deliveries")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);
}
