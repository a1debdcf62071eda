namespace LeakyCauldron.Architecture.Tests;

/// <summary>Exceptions that may only become fewer.</summary>
internal static class KnownGaps
{
    /// <summary>Modules that keep nothing about shoppers.</summary>
    public static readonly IReadOnlySet<string> WithoutPeople = new HashSet<string>(StringComparer.Ordinal) { "search", "registry" };

    /// <summary>Commands without a validator: their text is looked up, not stored.</summary>
    public static readonly IReadOnlySet<string> Commands = new HashSet<string>(StringComparer.Ordinal) { "RemoveCoupon", "ClaimCart" };
}
