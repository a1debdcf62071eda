namespace LeakyCauldron.Notifications.Campaigns;

/// <summary>A marketing mail to many.</summary>
/// <param name="Id">Id.</param>
/// <param name="Name">For staff.</param>
/// <param name="Subject">Of the mail; <c>{{ name }}</c> stands for the recipient's name.</param>
/// <param name="Body">Its paragraphs, with an empty line between them; <c>{{ name }}</c> likewise.</param>
/// <param name="Segment">Who is told, of those who asked for marketing.</param>
/// <param name="PerMinute">Mails a minute at most.</param>
/// <param name="Status"><c>draft</c>, <c>scheduled</c>, <c>sending</c>, <c>paused</c>, <c>stopped</c> or <c>sent</c>.</param>
/// <param name="ScheduledAt">When it begins.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="FinishedAt">When everybody had been looked at, or it was stopped.</param>
/// <param name="Progress">How far it is.</param>
internal sealed record CampaignDto(
    Guid Id,
    string Name,
    string Subject,
    string Body,
    CampaignSegment Segment,
    int PerMinute,
    CampaignStatus Status,
    DateTimeOffset? ScheduledAt,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? FinishedAt,
    CampaignProgress Progress
)
{
    public static CampaignDto Of(Campaign c, CampaignProgress? progress = null) =>
        new(
            c.Id,
            c.Name,
            c.Subject,
            c.Body,
            c.Segment,
            c.PerMinute,
            c.Status,
            c.ScheduledAt,
            c.CreatedAt,
            c.StartedAt,
            c.FinishedAt,
            progress ?? new CampaignProgress(c.Recipients, 0, 0, 0, 0)
        );
}

/// <summary>What has become of the mails so far.</summary>
/// <param name="Recipients">Chosen so far.</param>
/// <param name="Waiting">Not yet sent.</param>
/// <param name="Sent">Taken by the mail server.</param>
/// <param name="Skipped">Withdrawn their consent, erased, or of unknown fate after a crash and therefore not sent again.</param>
/// <param name="Dead">Refused.</param>
internal sealed record CampaignProgress(int Recipients, int Waiting, int Sent, int Skipped, int Dead);
