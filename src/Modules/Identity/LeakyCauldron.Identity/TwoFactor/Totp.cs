using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Identity.TwoFactor;

/// <summary>Codes by time (RFC 6238) as every authenticator app makes them: HMAC-SHA-1, 30 seconds, six digits.</summary>
internal static class Totp
{
    private const int Seconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(20);

    public static string CodeAt(byte[] key, DateTimeOffset at) => CodeOf(key, StepOf(at));

    /// <summary>The time step whose code this is, of the present one and its neighbours; null if it is none of theirs.</summary>
    public static long? Match(byte[] key, string code, DateTimeOffset now)
    {
        var present = StepOf(now);
        long? match = null;
        for (var step = present - 1; step <= present + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(CodeOf(key, step))))
            {
                match = step;
            }
        }

        return match;
    }

    /// <summary>RFC 4648 base32 without padding, as authenticator apps take keys.</summary>
    public static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var (buffer, bits) = (0, 0);
        foreach (var b in bytes)
        {
            buffer = ((buffer << 8) | b) & 0xFFFF;
            for (bits += 8; bits >= 5; bits -= 5)
            {
                text.Append(Alphabet[(buffer >> (bits - 5)) & 31]);
            }
        }

        return bits == 0 ? text.ToString() : text.Append(Alphabet[(buffer << (5 - bits)) & 31]).ToString();
    }

    private static long StepOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / Seconds;

    [SuppressMessage(
        "Security",
        "CA5350",
        Justification = "What RFC 6238 names and authenticator apps implement; HMAC does not rest on SHA-1's collisions."
    )]
    private static string CodeOf(byte[] key, long step)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> mac = stackalloc byte[20];
        HMACSHA1.HashData(key, counter, mac);
        var number = BinaryPrimitives.ReadInt32BigEndian(mac[(mac[19] & 15)..]) & int.MaxValue;
        return (number % 1_000_000).ToString("D6", CultureInfo.InvariantCulture);
    }
}
