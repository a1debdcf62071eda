using System.Security.Cryptography;

namespace LeakyCauldron.Orders.Domain;

/// <summary>What people read out: random, so that it tells nothing of how many orders there are, and without characters that are taken for others.</summary>
internal static class OrderNumber
{
    private const string Alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
    private const int Length = 8;

    public static string Next() => $"LC-{RandomNumberGenerator.GetString(Alphabet, Length)}";

    /// <summary>As a person may have typed it.</summary>
    public static string Normalize(string typed) => typed.Trim().ToUpperInvariant();
}
