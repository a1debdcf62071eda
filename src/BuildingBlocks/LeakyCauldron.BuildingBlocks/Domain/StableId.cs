using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.BuildingBlocks.Domain;

/// <summary>Ids that follow from what they stand for, so that doing it again finds what was done before.</summary>
public static class StableId
{
    /// <summary>A UUID in the layout of version 7 made of a text's hash: the same for the same text, else as unlikely to meet another as a random one.</summary>
    public static Guid Of(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x70);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}
