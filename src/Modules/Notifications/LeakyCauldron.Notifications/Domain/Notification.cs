namespace LeakyCauldron.Notifications.Domain;

/// <summary>An entry of a person's inbox in the shop.</summary>
internal sealed class Notification
{
    public Guid Id { get; init; }

    public Guid EventId { get; init; }

    public Guid UserId { get; init; }

    /// <summary>1, 2, 3, … per person, in the order of commits: what a live stream resumes from.</summary>
    public long Sequence { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string Body { get; init; }

    /// <summary>What the event said, as JSON.</summary>
    public required string Data { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; set; }
}

/// <summary>The newest sequence number of a person's inbox. Its row lock makes numbers appear in their order.</summary>
internal sealed class Inbox
{
    public Guid UserId { get; init; }

    public long LastSequence { get; init; }
}

/// <summary>Opens one live stream where a token cannot be sent as a header; only its hash is kept.</summary>
internal sealed class StreamTicket
{
    public required byte[] Hash { get; init; }

    public Guid UserId { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
