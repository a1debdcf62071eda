using System.Security.Cryptography;

namespace LeakyCauldron.Identity.Domain;

internal enum House
{
    Gryffindor,
    Hufflepuff,
    Ravenclaw,
    Slytherin,
}

/// <summary>The hat. The same person always lands in the same house, and nothing depends on which.</summary>
internal static class Sorting
{
    public static House Of(Guid userId) => (House)(SHA256.HashData(userId.ToByteArray())[0] % 4);
}
