namespace LeakyCauldron.Notifications.Campaigns;

internal enum CampaignStatus
{
    Draft,
    Scheduled,
    Sending,
    Paused,
    Stopped,
    Sent,
}

/// <summary>Who is to be told, of those who asked for marketing; what is null does not matter.</summary>
/// <param name="House">Only this house: <c>gryffindor</c>, <c>hufflepuff</c>, <c>ravenclaw</c> or <c>slytherin</c>.</param>
/// <param name="Locale">Only this language tag, such as <c>en-GB</c>.</param>
/// <param name="MinOrders">Only who has ordered at least so often.</param>
/// <param name="MaxOrders">Only who has ordered at most so often; 0 for those who never have.</param>
/// <param name="OrderedWithinDays">Only who has ordered in the last days.</param>
internal sealed record CampaignSegment(
    string? House = null,
    string? Locale = null,
    int? MinOrders = null,
    int? MaxOrders = null,
    int? OrderedWithinDays = null
)
{
    public bool Includes(Buyer? buyer, DateTimeOffset now) =>
        (buyer?.Orders ?? 0) >= (MinOrders ?? 0)
        && (buyer?.Orders ?? 0) <= (MaxOrders ?? int.MaxValue)
        && (OrderedWithinDays is not { } days || buyer?.LastOrderedAt >= now.AddDays(-days));
}

/// <summary>How often a person has ordered; kept by events.</summary>
internal sealed class Buyer
{
    public Guid UserId { get; init; }

    public int Orders { get; init; }

    public DateTimeOffset LastOrderedAt { get; init; }
}

/// <summary>A marketing mail to many. Recipients are taken from the segment a few at a time, as fast as the throttle allows, each once whatever happens.</summary>
internal sealed class Campaign
{
    public const int FastestPerMinute = 6000;

    public Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Subject { get; init; }

    /// <summary>Paragraphs, with an empty line between them; <c>{{ name }}</c> stands for the recipient's.</summary>
    public required string Body { get; init; }

    public required CampaignSegment Segment { get; init; }

    public int PerMinute { get; init; }

    public CampaignStatus Status { get; set; }

    public DateTimeOffset? ScheduledAt { get; set; }

    /// <summary>The last person who was looked at; the next are those behind.</summary>
    public Guid? ReachedUser { get; set; }

    /// <summary>People for whom a mail was written down.</summary>
    public int Recipients { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Whether an operator's step is possible now.</summary>
    public bool May(CampaignStatus next) =>
        next switch
        {
            CampaignStatus.Scheduled or CampaignStatus.Sending => Status is CampaignStatus.Draft or CampaignStatus.Scheduled or CampaignStatus.Paused,
            CampaignStatus.Paused => Status is CampaignStatus.Sending or CampaignStatus.Scheduled,
            CampaignStatus.Stopped => Status is CampaignStatus.Sending or CampaignStatus.Scheduled or CampaignStatus.Paused,
            _ => false,
        };
}
