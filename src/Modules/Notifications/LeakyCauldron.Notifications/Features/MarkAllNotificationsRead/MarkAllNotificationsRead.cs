using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.MarkAllNotificationsRead;

internal sealed record MarkAllNotificationsRead(Guid UserId) : ICommand<MarkedNotifications>;

/// <summary>How many were unread before.</summary>
internal sealed record MarkedNotifications(int Marked);

internal sealed class MarkAllNotificationsReadHandler(NotificationsDbContext db, TimeProvider time)
    : IRequestHandler<MarkAllNotificationsRead, Result<MarkedNotifications>>
{
    public async Task<Result<MarkedNotifications>> Handle(MarkAllNotificationsRead request, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var marked = await db
            .Notifications.Where(n => n.UserId == request.UserId && n.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(n => n.ReadAt, now), cancellationToken);
        return new MarkedNotifications(marked);
    }
}

internal static class MarkAllNotificationsReadEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/me/notifications/read-all",
                async (Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new MarkAllNotificationsRead(caller.UserId!.Value), ct)).ToOk()
            )
            .Describe("markAllNotificationsRead", "Notifications", "Marks all of the caller's notifications as read")
            .Produces<MarkedNotifications>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Shopper);
}
