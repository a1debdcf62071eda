using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.MarkNotificationRead;

internal sealed record MarkNotificationRead(Guid UserId, Guid Id) : ICommand<NotificationDto>;

internal sealed class MarkNotificationReadHandler(NotificationsDbContext db, TimeProvider time)
    : IRequestHandler<MarkNotificationRead, Result<NotificationDto>>
{
    public async Task<Result<NotificationDto>> Handle(MarkNotificationRead request, CancellationToken cancellationToken)
    {
        var notification = await db.Notifications.SingleOrDefaultAsync(n => n.Id == request.Id && n.UserId == request.UserId, cancellationToken);
        if (notification is null)
        {
            return Error.NotFound("notification");
        }

        notification.ReadAt ??= time.GetUtcNow();
        return NotificationDto.Of(notification);
    }
}

internal static class MarkNotificationReadEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/me/notifications/{id:guid}/read",
                async (Guid id, Caller caller, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new MarkNotificationRead(caller.UserId!.Value, id), ct)).ToOk()
            )
            .Describe("markNotificationRead", "Notifications", "Marks one of the caller's notifications as read; reading it again changes nothing")
            .Produces<NotificationDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Shopper);
}
