using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Notifications.Persistence;
using LeakyCauldron.Notifications.Unsubscribing;

namespace LeakyCauldron.Notifications.Mail;

/// <summary>Writes a campaign's mail to one person, if they still want it at this moment.</summary>
internal sealed class MarketingComposer(
    NotificationsDbContext db,
    IModuleClient modules,
    UnsubscribeTokens tokens,
    MailTemplates templates,
    MailSettings settings
)
{
    private static readonly Error NotWanted = Error.Conflict("marketing_not_wanted", "Marketing is not wanted any more.");

    public async Task<Result<OutgoingMail>> ComposeAsync(ClaimedDelivery delivery, Guid campaignId, CancellationToken ct)
    {
        var userId = delivery.UserId!.Value;
        var contact = await modules.Send(new GetContact(userId), ct);
        if (contact.IsError)
        {
            return contact.Error;
        }

        if (!contact.Value.Marketing)
        {
            return NotWanted;
        }

        var campaign = await db.Campaigns.AsNoTracking().SingleOrDefaultAsync(c => c.Id == campaignId, ct);
        if (campaign is null)
        {
            return Error.NotFound("campaign");
        }

        var name = contact.Value.DisplayName;
        var unsubscribe = $"{settings.PublicUrl}/api/v1/notifications/unsubscribe?token={await tokens.ForAsync(userId, ct)}";
        var model = new MarketingMail(settings.ShopName, settings.PublicUrl)
        {
            Subject = CampaignText.Fill(campaign.Subject, name),
            Paragraphs = CampaignText.Paragraphs(CampaignText.Fill(campaign.Body, name)),
            Unsubscribe = unsubscribe,
        };
        var content = templates.Render(delivery.Kind, MailComposer.CultureOf(contact.Value.Locale), model);
        var mail = MailComposer.Address(delivery, contact.Value.Email, name, content);
        return mail.IsError ? mail : mail.Value with { Unsubscribe = unsubscribe };
    }
}
