using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.RunCampaign;

/// <summary>When to begin.</summary>
/// <param name="ScheduledAt">Not before; at once if left out or past.</param>
internal sealed record SendCampaignBody(DateTimeOffset? ScheduledAt);

internal sealed record RunCampaign(Guid Id, CampaignStatus Next, DateTimeOffset? At = null) : ICommand<CampaignDto>;

internal sealed class RunCampaignValidator : AbstractValidator<RunCampaign>
{
    public RunCampaignValidator(TimeProvider time) =>
        RuleFor(c => c.At).Must(at => at is null || at <= time.GetUtcNow().AddYears(1)).WithMessage("Must be within a year.");
}

internal sealed class RunCampaignHandler(NotificationsDbContext db, TimeProvider time) : IRequestHandler<RunCampaign, Result<CampaignDto>>
{
    public async Task<Result<CampaignDto>> Handle(RunCampaign request, CancellationToken cancellationToken)
    {
        if (await db.Campaigns.SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } campaign)
        {
            return Error.NotFound("campaign");
        }

        var now = time.GetUtcNow();
        var next = request.Next == CampaignStatus.Sending && request.At > now ? CampaignStatus.Scheduled : request.Next;
        if (!campaign.May(next))
        {
            return Error
                .Conflict("campaign_state_conflict", "The campaign is not in a state for this.")
                .With("status", campaign.Status.ToString().ToLowerInvariant());
        }

        campaign.Status = next;
        campaign.ScheduledAt = next == CampaignStatus.Scheduled ? request.At : campaign.ScheduledAt;
        campaign.StartedAt = next == CampaignStatus.Sending ? campaign.StartedAt ?? now : campaign.StartedAt;
        campaign.FinishedAt = next == CampaignStatus.Stopped ? now : null;
        return CampaignDto.Of(campaign, (await CampaignProgressQuery.OfAsync(db, [campaign], cancellationToken))[campaign.Id]);
    }
}

internal static class RunCampaignEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost(
                "/campaigns/{id:guid}/send",
                async (Guid id, SendCampaignBody? body, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new RunCampaign(id, CampaignStatus.Sending, body?.ScheduledAt), ct)).ToAccepted(c =>
                        $"/api/v1/campaigns/{c.Id}"
                    )
            )
            .Describe("sendCampaign", "Campaigns", "Sends a campaign, now or later, or goes on with one that was paused")
            .Produces<CampaignDto>(202)
            .ProducesProblems(400, 401, 403, 404, 409)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
        MapStep(api, "pause", CampaignStatus.Paused, "pauseCampaign", "Takes no more recipients until it is sent again");
        MapStep(api, "stop", CampaignStatus.Stopped, "stopCampaign", "Ends a campaign for good; who was not told is not told");
    }

    private static void MapStep(IEndpointRouteBuilder api, string step, CampaignStatus next, string operationId, string summary) =>
        api.MapPost(
                $"/campaigns/{{id:guid}}/{step}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new RunCampaign(id, next), ct)).ToOk()
            )
            .Describe(operationId, "Campaigns", summary)
            .Produces<CampaignDto>()
            .ProducesProblems(401, 403, 404, 409)
            .Idempotent()
            .RequireAuthorization(Policies.Staff);
}
