using System.Security.Cryptography;

namespace LeakyCauldron.Cart.Domain;

/// <summary>The id of a cart as its shopper knows it. Whoever has it has the cart, so it must not be guessable, as ids made of the time are.</summary>
internal static class CartKey
{
    /// <summary>A version 4 UUID (RFC 9562) of the machine's cryptographic source.</summary>
    public static Guid New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
