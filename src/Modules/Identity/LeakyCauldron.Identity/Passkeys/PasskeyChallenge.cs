namespace LeakyCauldron.Identity.Passkeys;

/// <summary>What an authenticator is asked to sign, until it is answered once or time runs out.</summary>
internal sealed class PasskeyChallenge
{
    public Guid Id { get; init; }

    /// <summary>Who adds a passkey; null for a sign-in.</summary>
    public Guid? UserId { get; init; }

    /// <summary>The framework's own state of the ceremony.</summary>
    public string State { get; init; } = "";

    public DateTimeOffset ExpiresAt { get; init; }
}
