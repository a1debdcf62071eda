using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.ListDeadDeliveries;

internal sealed record ListDeadDeliveries(int? Limit, string? After) : IQuery<Page<DeadDeliveryDto>>;

/// <summary>A message that was given up.</summary>
/// <param name="Id">For the replay.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Channel">How it was to go.</param>
/// <param name="UserId">To whom; null for a guest.</param>
/// <param name="OrderId">About which order.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">The last failure.</param>
/// <param name="CreatedAt">When it was to be sent.</param>
/// <param name="DeadAt">When it was given up.</param>
internal sealed record DeadDeliveryDto(
    Guid Id,
    string Kind,
    DeliveryChannel Channel,
    Guid? UserId,
    Guid? OrderId,
    int Attempts,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeadAt
);

internal sealed record DeadDeliveryCursor(Guid Id);

internal sealed class ListDeadDeliveriesHandler(NotificationsDbContext db) : IRequestHandler<ListDeadDeliveries, Result<Page<DeadDeliveryDto>>>
{
    public async Task<Result<Page<DeadDeliveryDto>>> Handle(ListDeadDeliveries request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var cursor = Cursor.Decode<DeadDeliveryCursor>(request.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        var dead = db.Deliveries.AsNoTracking().Where(d => d.State == DeliveryState.Dead);
        var total = await dead.LongCountAsync(cancellationToken);
        if (cursor.Value is { } last)
        {
            dead = dead.Where(d => d.Id.CompareTo(last.Id) < 0);
        }

        var rows = await dead.OrderByDescending(d => d.Id)
            .Take(limit.Value + 1)
            .Select(d => new DeadDeliveryDto(d.Id, d.Kind, d.Channel, d.UserId, d.OrderId, d.Attempts, d.Error, d.CreatedAt, d.FinishedAt))
            .ToListAsync(cancellationToken);
        var page = rows.Take(limit.Value).ToList();
        return new Page<DeadDeliveryDto>(page, rows.Count > limit.Value ? Cursor.Encode(new DeadDeliveryCursor(page[^1].Id)) : null, total);
    }
}

internal static class ListDeadDeliveriesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/notifications/dead-letters",
                async (int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListDeadDeliveries(limit, after), ct)).ToOk()
            )
            .Describe("listDeadDeliveries", "Notifications", "Messages that were given up, newest first")
            .Produces<Page<DeadDeliveryDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
