using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Webhooks;

namespace LeakyCauldron.Notifications.Features.ListWebhookDeliveries;

internal sealed record ListWebhookDeliveries(Guid WebhookId, int? Limit, string? After) : IQuery<Page<WebhookDeliveryDto>>;

/// <summary>One event for one webhook.</summary>
/// <param name="Id">The <c>webhook-id</c> of the message.</param>
/// <param name="EventId">The event.</param>
/// <param name="Type">Its name.</param>
/// <param name="Status"><c>pending</c>, <c>sending</c>, <c>delivered</c> or <c>dead</c>.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="LastStatus">HTTP status of the last answer.</param>
/// <param name="Error">Why the last attempt failed.</param>
/// <param name="TookMs">How long the last attempt took.</param>
/// <param name="NextAttemptAt">When it is tried again.</param>
/// <param name="CreatedAt">When it was to be sent.</param>
/// <param name="FinishedAt">When it was delivered or given up.</param>
internal sealed record WebhookDeliveryDto(
    Guid Id,
    Guid EventId,
    string Type,
    WebhookDeliveryState Status,
    int Attempts,
    int? LastStatus,
    string? Error,
    int? TookMs,
    DateTimeOffset? NextAttemptAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);

internal sealed record WebhookDeliveryCursor(DateTimeOffset CreatedAt, Guid Id);

internal sealed class ListWebhookDeliveriesHandler(NotificationsDbContext db)
    : IRequestHandler<ListWebhookDeliveries, Result<Page<WebhookDeliveryDto>>>
{
    public async Task<Result<Page<WebhookDeliveryDto>>> Handle(ListWebhookDeliveries request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var cursor = Cursor.Decode<WebhookDeliveryCursor>(request.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        if (!await db.Webhooks.AnyAsync(w => w.Id == request.WebhookId, cancellationToken))
        {
            return Error.NotFound("webhook");
        }

        var all = db.WebhookDeliveries.AsNoTracking().Where(d => d.WebhookId == request.WebhookId);
        var total = await all.LongCountAsync(cancellationToken);
        if (cursor.Value is { } last)
        {
            all = all.Where(d => d.CreatedAt < last.CreatedAt || (d.CreatedAt == last.CreatedAt && d.Id.CompareTo(last.Id) < 0));
        }

        var rows = await all.OrderByDescending(d => d.CreatedAt)
            .ThenByDescending(d => d.Id)
            .Take(limit.Value + 1)
            .Select(d => new WebhookDeliveryDto(
                d.Id,
                d.EventId,
                d.Type,
                d.State,
                d.Attempts,
                d.LastStatus,
                d.Error,
                d.TookMs,
                d.State == WebhookDeliveryState.Pending ? d.DueAt : null,
                d.CreatedAt,
                d.FinishedAt
            ))
            .ToListAsync(cancellationToken);
        var page = rows.Take(limit.Value).ToList();
        var next = rows.Count > limit.Value ? Cursor.Encode(new WebhookDeliveryCursor(page[^1].CreatedAt, page[^1].Id)) : null;
        return new Page<WebhookDeliveryDto>(page, next, total);
    }
}

internal static class ListWebhookDeliveriesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/webhooks/{id:guid}/deliveries",
                async (Guid id, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListWebhookDeliveries(id, limit, after), ct)).ToOk()
            )
            .Describe("listWebhookDeliveries", "Webhooks", "What a webhook was told and what came of it, newest first")
            .Produces<Page<WebhookDeliveryDto>>()
            .ProducesProblems(400, 401, 403, 404)
            .RequireAuthorization(Policies.Admin);
}
