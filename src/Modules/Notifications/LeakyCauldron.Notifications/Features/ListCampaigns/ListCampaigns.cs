using LeakyCauldron.Notifications.Campaigns;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Features.ListCampaigns;

internal sealed record ListCampaigns(int? Limit, string? After) : IQuery<Page<CampaignDto>>;

internal sealed record CampaignCursor(Guid Id);

internal sealed class ListCampaignsHandler(NotificationsDbContext db) : IRequestHandler<ListCampaigns, Result<Page<CampaignDto>>>
{
    public async Task<Result<Page<CampaignDto>>> Handle(ListCampaigns request, CancellationToken cancellationToken)
    {
        var limit = PageLimit.Of(request.Limit);
        var cursor = Cursor.Decode<CampaignCursor>(request.After);
        if ((limit.Error ?? cursor.Error) is { } error)
        {
            return error;
        }

        var total = await db.Campaigns.LongCountAsync(cancellationToken);
        var rows = await db
            .Campaigns.AsNoTracking()
            .Where(c => cursor.Value == null || c.Id.CompareTo(cursor.Value.Id) < 0)
            .OrderByDescending(c => c.Id)
            .Take(limit.Value + 1)
            .ToListAsync(cancellationToken);
        var page = rows.Take(limit.Value).ToList();
        var progress = await CampaignProgressQuery.OfAsync(db, page, cancellationToken);
        return new Page<CampaignDto>(
            page.ConvertAll(c => CampaignDto.Of(c, progress[c.Id])),
            rows.Count > limit.Value ? Cursor.Encode(new CampaignCursor(page[^1].Id)) : null,
            total
        );
    }
}

internal static class ListCampaignsEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/campaigns",
                async (int? limit, string? after, IMediator mediator, CancellationToken ct) =>
                    (await mediator.Send(new ListCampaigns(limit, after), ct)).ToOk()
            )
            .Describe("listCampaigns", "Campaigns", "Campaigns and how far they are, newest first")
            .Produces<Page<CampaignDto>>()
            .ProducesProblems(400, 401, 403)
            .RequireAuthorization(Policies.Staff);
}
