namespace LeakyCauldron.Identity.Domain;

/// <summary>One sign-in on one device. Its id is the OpenIddict authorization's, whose tokens are the session's family, and the tokens' <c>sid</c>.</summary>
internal sealed class Session
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public string ClientId { get; init; } = "";

    public string? IpAddress { get; set; }

    public string? UserAgent { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the person last gave password, code or passkey for it.</summary>
    public DateTimeOffset? AuthenticatedAt { get; init; }

    public DateTimeOffset LastSeenAt { get; set; }
}
