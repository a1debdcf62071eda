namespace LeakyCauldron.Registry.Domain;

/// <summary>How long an instance counts as there without being heard of: three renewals, so that one or two may be lost.</summary>
internal static class Lease
{
    public const int DefaultRenewalSeconds = 30;
    public const int DefaultDurationSeconds = 90;
    public const int LongestDurationSeconds = 600;
}
