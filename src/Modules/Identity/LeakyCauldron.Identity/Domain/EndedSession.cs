namespace LeakyCauldron.Identity.Domain;

/// <summary>A session whose other rows are gone, while access tokens of it may still be about.</summary>
internal sealed class EndedSession
{
    public Guid Id { get; init; }

    public DateTimeOffset EndedAt { get; init; }
}
