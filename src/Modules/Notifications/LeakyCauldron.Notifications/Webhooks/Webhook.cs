namespace LeakyCauldron.Notifications.Webhooks;

/// <summary>Another program that is told of events.</summary>
internal sealed class Webhook
{
    public Guid Id { get; init; }

    public required string Url { get; init; }

    /// <summary>Event names, or <c>*</c>.</summary>
    public required string[] Events { get; init; }

    /// <summary>What deliveries are signed with; shown once, when it is made.</summary>
    public required byte[] Secret { get; init; }

    public bool Active { get; set; }

    /// <summary>Why it was switched off, if the shop did it.</summary>
    public string? DisabledReason { get; set; }

    /// <summary>Since when no delivery has come through; null while they do.</summary>
    public DateTimeOffset? FailingSince { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal enum WebhookDeliveryState
{
    Pending,
    Sending,
    Delivered,
    Dead,
}

/// <summary>One event for one webhook. Its id is the message's <c>webhook-id</c>, the same at each attempt, so that the receiver can tell a repetition.</summary>
internal sealed class WebhookDelivery
{
    public Guid Id { get; init; }

    public Guid WebhookId { get; init; }

    public Guid EventId { get; init; }

    public required string Type { get; init; }

    /// <summary>The body as it is signed and sent.</summary>
    public required string Body { get; init; }

    public WebhookDeliveryState State { get; set; }

    public int Attempts { get; set; }

    /// <summary>Pending: not before. Sending: the end of the sender's lease. By the database's clock.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset GiveUpAt { get; set; }

    /// <summary>Which claim is sending it.</summary>
    public Guid? Claim { get; set; }

    /// <summary>HTTP status of the last answer, if there was one.</summary>
    public int? LastStatus { get; set; }

    public string? Error { get; set; }

    public int? TookMs { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}
