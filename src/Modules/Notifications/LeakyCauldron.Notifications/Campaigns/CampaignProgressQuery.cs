using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>What has become of the mails of some campaigns, in one query.</summary>
internal static class CampaignProgressQuery
{
    public static async Task<IReadOnlyDictionary<Guid, CampaignProgress>> OfAsync(
        NotificationsDbContext db,
        IReadOnlyList<Campaign> campaigns,
        CancellationToken ct
    )
    {
        var ids = campaigns.Select(c => (Guid?)c.Id).ToList();
        var counts = await db
            .Deliveries.Where(d => ids.Contains(d.CampaignId))
            .GroupBy(d => new { d.CampaignId, d.State })
            .Select(g => new
            {
                g.Key.CampaignId,
                g.Key.State,
                Count = g.Count(),
            })
            .ToListAsync(ct);
        return campaigns.ToDictionary(c => c.Id, c => Of(c, state => counts.Where(n => n.CampaignId == c.Id && n.State == state).Sum(n => n.Count)));
    }

    private static CampaignProgress Of(Campaign campaign, Func<DeliveryState, int> count) =>
        new(
            campaign.Recipients,
            count(DeliveryState.Pending) + count(DeliveryState.Sending),
            count(DeliveryState.Sent),
            count(DeliveryState.Skipped),
            count(DeliveryState.Dead)
        );
}
