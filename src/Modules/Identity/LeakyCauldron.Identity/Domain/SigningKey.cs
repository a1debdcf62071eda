namespace LeakyCauldron.Identity.Domain;

internal enum KeyUse
{
    Signing,
    Encryption,
}

/// <summary>A key that tokens are signed or encrypted with, the same for every host.</summary>
internal sealed class SigningKey
{
    public Guid Id { get; init; }

    public KeyUse Use { get; init; }

    /// <summary>PKCS#8 of a P-256 key, or 256 random bits; under data protection.</summary>
    public byte[] ProtectedKey { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }
}
