using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.ReplayDelivery;

internal sealed record ReplayDelivery(Guid Id) : ICommand<ReplayedDelivery>;

/// <summary>The message is waiting to be sent again.</summary>
internal sealed record ReplayedDelivery(Guid Id, DeliveryState Status);

internal sealed class ReplayDeliveryHandler(NotificationsDbContext db) : IRequestHandler<ReplayDelivery, Result<ReplayedDelivery>>
{
    public async Task<Result<ReplayedDelivery>> Handle(ReplayDelivery request, CancellationToken cancellationToken)
    {
        var revived = await db.Database.ExecuteSqlAsync(
            $"""
            UPDATE notifications.deliveries
            SET state = 'pending', due_at = now(), give_up_at = now() + {DeliveryQueue.GiveUpAfter}, finished_at = NULL, attempts = 0
            WHERE id = {request.Id} AND state = 'dead'
            """,
            cancellationToken
        );
        if (revived == 1)
        {
            return new ReplayedDelivery(request.Id, DeliveryState.Pending);
        }

        return await db.Deliveries.AnyAsync(d => d.Id == request.Id, cancellationToken)
            ? Error.Conflict("delivery_not_dead", "This message is sent, or about to be.")
            : Error.NotFound("delivery");
    }
}

internal static class ReplayDeliveryEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost(
                "/admin/notifications/dead-letters/{id:guid}/replay",
                async (Guid id, IMediator mediator, CommitSignal commits, CancellationToken ct) =>
                {
                    var replayed = await mediator.Send(new ReplayDelivery(id), ct);
                    commits.Set();
                    return replayed.ToAccepted();
                }
            )
            .Describe("replayDelivery", "Notifications", "Sends a message again that was given up")
            .Produces<ReplayedDelivery>(StatusCodes.Status202Accepted)
            .ProducesProblems(401, 403, 404)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
