using LeakyCauldron.BuildingBlocks.Domain;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Domain;
using LeakyCauldron.Notifications.Persistence;

namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>One step of the campaigns that are being sent: the next recipients of each, as many as the throttle allows in the time since the last step.</summary>
internal sealed class CampaignRunner(NotificationsDbContext db, IModuleClient modules, TimeProvider time)
{
    private const int LargestPage = 500;

    public async Task StepAsync(TimeSpan since, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await db
            .Campaigns.Where(c => c.Status == CampaignStatus.Scheduled && c.ScheduledAt <= now)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.Status, CampaignStatus.Sending).SetProperty(c => c.StartedAt, now), ct);
        foreach (var campaign in await db.Campaigns.AsNoTracking().Where(c => c.Status == CampaignStatus.Sending).ToListAsync(ct))
        {
            var room = Math.Clamp((int)Math.Ceiling(campaign.PerMinute * since.TotalMinutes), 1, LargestPage);
            await StepAsync(campaign, room, now, ct);
        }
    }

    /// <summary>Whoever asks first wins the page: the other finds that the campaign has moved, and writes nothing.</summary>
    private async Task StepAsync(Campaign campaign, int room, DateTimeOffset now, CancellationToken ct)
    {
        var segment = campaign.Segment;
        var page = await modules.Send(new ListMarketingContacts(campaign.ReachedUser, room, segment.House, segment.Locale), ct);
        if (page.IsError)
        {
            return;
        }

        var buyers = await db.Buyers.AsNoTracking().Where(b => page.Value.Contains(b.UserId)).ToDictionaryAsync(b => b.UserId, ct);
        var recipients = page.Value.Where(id => segment.Includes(buyers.GetValueOrDefault(id), now)).ToList();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var reached = page.Value.Count > 0 ? page.Value[^1] : campaign.ReachedUser;
        var moved = await db
            .Campaigns.Where(c => c.Id == campaign.Id && c.Status == CampaignStatus.Sending && c.ReachedUser == campaign.ReachedUser)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(c => c.ReachedUser, reached)
                        .SetProperty(c => c.Recipients, c => c.Recipients + recipients.Count)
                        .SetProperty(c => c.Status, page.Value.Count < room ? CampaignStatus.Sent : CampaignStatus.Sending)
                        .SetProperty(c => c.FinishedAt, page.Value.Count < room ? now : null),
                ct
            );
        if (moved == 1)
        {
            db.Deliveries.AddRange(recipients.Select(id => DeliveryOf(campaign, id, now)));
            await db.SaveChangesAsync(ct);
            await transaction.CommitAsync(ct);
        }
    }

    /// <summary>The same id for the same campaign and person: the table takes it once.</summary>
    private static Delivery DeliveryOf(Campaign campaign, Guid userId, DateTimeOffset now) =>
        new()
        {
            Id = Guid.CreateVersion7(now),
            EventId = StableId.Of($"campaign {campaign.Id} {userId}"),
            Channel = DeliveryChannel.Mail,
            Kind = Kinds.Marketing,
            UserId = userId,
            CampaignId = campaign.Id,
            Data = "{}",
            CreatedAt = now,
        };
}
