namespace LeakyCauldron.Notifications.Domain;

/// <summary>A way to reach a person.</summary>
internal enum DeliveryChannel
{
    Mail,
}

/// <summary>Pending → sending → sent; or skipped, when there is nobody left to tell; or dead, until staff replay it.</summary>
internal enum DeliveryState
{
    Pending,
    Sending,
    Sent,
    Skipped,
    Dead,
}

/// <summary>
/// One message to send because of one event. It holds ids and no personal data: name, address and text are asked for when it is sent. Its id makes the
/// Message-ID, so a mail that was accepted by the server but not yet marked when the process died goes out again under the same one.
/// </summary>
internal sealed class Delivery
{
    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public DeliveryChannel Channel { get; init; }

    public required string Kind { get; init; }

    public Guid? UserId { get; init; }

    public Guid? OrderId { get; init; }

    public Guid? CampaignId { get; init; }

    /// <summary>What the event said, as JSON.</summary>
    public required string Data { get; init; }

    public DeliveryState State { get; set; }

    /// <summary>Pending: not before. Sending: the end of the sender's lease. By the database's clock.</summary>
    public DateTimeOffset DueAt { get; set; }

    /// <summary>A failure after this is the last.</summary>
    public DateTimeOffset GiveUpAt { get; set; }

    /// <summary>Which claim is sending it; a sender that lost its lease cannot mark it.</summary>
    public Guid? Claim { get; set; }

    public int Attempts { get; set; }

    public string? Error { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}
