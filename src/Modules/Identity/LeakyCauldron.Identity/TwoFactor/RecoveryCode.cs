using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Identity.TwoFactor;

/// <summary>Opens an account once in place of a code, for who has lost the device. 80 random bits, so a plain hash keeps them.</summary>
internal sealed class RecoveryCode
{
    public const int Count = 10;
    private const int Bytes = 10;

    public Guid UserId { get; init; }

    public byte[] Hash { get; init; } = [];

    /// <summary>Sixteen letters and digits in groups of four.</summary>
    public static string NewText() =>
        string.Join('-', Totp.Base32(RandomNumberGenerator.GetBytes(Bytes)).ToLowerInvariant().Chunk(4).Select(c => new string(c)));

    /// <summary>The same for every way of writing a code: case, spaces and dashes do not count.</summary>
    public static byte[] HashOf(Guid userId, string text) =>
        SHA256.HashData(Encoding.UTF8.GetBytes($"{userId:N}{string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant()}"));
}
