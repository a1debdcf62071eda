using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;

namespace LeakyCauldron.Notifications.Features.ListWebhooks;

internal sealed record ListWebhooks : IQuery<ItemList<WebhookDto>>;

internal sealed class ListWebhooksHandler(NotificationsDbContext db) : IRequestHandler<ListWebhooks, Result<ItemList<WebhookDto>>>
{
    public async Task<Result<ItemList<WebhookDto>>> Handle(ListWebhooks request, CancellationToken cancellationToken) =>
        new ItemList<WebhookDto>([.. (await db.Webhooks.AsNoTracking().OrderBy(w => w.Id).ToListAsync(cancellationToken)).Select(WebhookDto.Of)]);
}

internal static class ListWebhooksEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/admin/webhooks", async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListWebhooks(), ct)).ToOk())
            .Describe("listWebhooks", "Webhooks", "Programs that are told of events")
            .Produces<ItemList<WebhookDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Admin);
}
