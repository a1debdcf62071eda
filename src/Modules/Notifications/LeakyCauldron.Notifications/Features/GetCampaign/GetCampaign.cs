using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.GetCampaign;

internal sealed record GetCampaign(Guid Id) : IQuery<CampaignDto>;

internal sealed class GetCampaignHandler(NotificationsDbContext db) : IRequestHandler<GetCampaign, Result<CampaignDto>>
{
    public async Task<Result<CampaignDto>> Handle(GetCampaign request, CancellationToken cancellationToken)
    {
        if (await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == request.Id, cancellationToken) is not { } campaign)
        {
            return Error.NotFound("campaign");
        }

        return CampaignDto.Of(campaign, (await CampaignProgressQuery.OfAsync(db, [campaign], cancellationToken))[campaign.Id]);
    }
}

internal static class GetCampaignEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/campaigns/{id:guid}",
                async (Guid id, IMediator mediator, CancellationToken ct) => (await mediator.Send(new GetCampaign(id), ct)).ToOk()
            )
            .Describe("getCampaign", "Campaigns", "A campaign and how far it is")
            .Produces<CampaignDto>()
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Staff);
}
