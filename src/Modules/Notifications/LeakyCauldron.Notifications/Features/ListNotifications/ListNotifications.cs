using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.ListNotifications;

internal sealed record ListNotifications(Guid UserId, bool? Unread, int? Limit, string? After) : IQuery<Page<NotificationDto>>;

internal sealed record NotificationCursor(long Sequence);

internal sealed class ListNotificationsHandler(NotificationsDbContext db) : IRequestHandler<ListNotifications, Result<Page<NotificationDto>>>
{
    public async Task<Result<Page<NotificationDto>>> Handle(ListNotifications request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var cursor = Cursor.Decode<NotificationCursor>(request.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        var mine = db.Notifications.AsNoTracking().Where(n => n.UserId == request.UserId);
        mine = request.Unread switch
        {
            true => mine.Where(n => n.ReadAt == null),
            false => mine.Where(n => n.ReadAt != null),
            null => mine,
        };
        var total = await mine.LongCountAsync(cancellationToken);
        var before = cursor.Value?.Sequence ?? long.MaxValue;
        var rows = await mine.Where(n => n.Sequence < before).OrderByDescending(n => n.Sequence).Take(limit.Value + 1).ToListAsync(cancellationToken);
        var page = rows.Take(limit.Value).ToList();
        var next = rows.Count > limit.Value ? Cursor.Encode(new NotificationCursor(page[^1].Sequence)) : null;
        return new Page<NotificationDto>([.. page.Select(NotificationDto.Of)], next, total);
    }
}

internal static class ListNotificationsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/me/notifications",
                async (bool? unread, int? limit, string? after, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListNotifications(caller.UserId!.Value, unread, limit, after), ct)).ToOk()
            )
            .Describe("listNotifications", "Notifications", "The caller's notifications, newest first")
            .Produces<Page<NotificationDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Shopper);
}
