using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.ListDeliveries;

internal sealed record ListDeliveries(string? Status, string? Kind, int? Limit, string? After) : IQuery<Page<DeliveryDto>>;

/// <summary>A message that was, is, or is to be sent; what it says is nowhere kept.</summary>
/// <param name="Id">It makes the Message-ID.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Channel">How it goes.</param>
/// <param name="Status"><c>pending</c>, <c>sending</c>, <c>sent</c>, <c>skipped</c> or <c>dead</c>.</param>
/// <param name="UserId">To whom; null for a guest.</param>
/// <param name="OrderId">About which order.</param>
/// <param name="CampaignId">Of which campaign.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">The last failure, or why it was skipped.</param>
/// <param name="CreatedAt">When it was written down.</param>
/// <param name="FinishedAt">When it was sent or given up.</param>
internal sealed record DeliveryDto(
    Guid Id,
    string Kind,
    DeliveryChannel Channel,
    DeliveryState Status,
    Guid? UserId,
    Guid? OrderId,
    Guid? CampaignId,
    int Attempts,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);

internal sealed record DeliveryCursor(Guid Id);

internal sealed class ListDeliveriesHandler(NotificationsDbContext db) : IRequestHandler<ListDeliveries, Result<Page<DeliveryDto>>>
{
    public async Task<Result<Page<DeliveryDto>>> Handle(ListDeliveries request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var cursor = Cursor.Decode<DeliveryCursor>(request.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        var deliveries = db.Deliveries.AsNoTracking();
        if (request.Status is { Length: > 0 } status)
        {
            if (!Enum.TryParse<DeliveryState>(status, true, out var state) || !Enum.IsDefined(state))
            {
                return Error.Validation("status", "Must be pending, sending, sent, skipped or dead.");
            }

            deliveries = deliveries.Where(d => d.State == state);
        }

        if (request.Kind is { Length: > 0 } kind)
        {
            deliveries = deliveries.Where(d => d.Kind == kind);
        }

        var total = await deliveries.LongCountAsync(cancellationToken);
        if (cursor.Value is { } last)
        {
            deliveries = deliveries.Where(d => d.Id.CompareTo(last.Id) < 0);
        }

        var rows = await deliveries
            .OrderByDescending(d => d.Id)
            .Take(limit.Value + 1)
            .Select(d => new DeliveryDto(
                d.Id,
                d.Kind,
                d.Channel,
                d.State,
                d.UserId,
                d.OrderId,
                d.CampaignId,
                d.Attempts,
                d.Error,
                d.CreatedAt,
                d.FinishedAt
            ))
            .ToListAsync(cancellationToken);
        var page = rows.Take(limit.Value).ToList();
        return new Page<DeliveryDto>(page, rows.Count > limit.Value ? Cursor.Encode(new DeliveryCursor(page[^1].Id)) : null, total);
    }
}

internal static class ListDeliveriesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/notifications/deliveries",
                async (string? status, string? kind, int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListDeliveries(status, kind, limit, after), ct)).ToOk()
            )
            .Describe("listDeliveries", "Notifications", "The outbox of mails, newest first")
            .Produces<Page<DeliveryDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
