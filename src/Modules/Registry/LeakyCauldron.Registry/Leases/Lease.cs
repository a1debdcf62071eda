namespace LeakyCauldron.Registry.Leases;

/// <summary>How long an instance counts as there without being heard of: three renewals, so that one or two may be lost.</summary>
internal static class Lease
{
    public static readonly TimeSpan Renewal = TimeSpan.FromSeconds(30);
    public static readonly TimeSpan Duration = TimeSpan.FromSeconds(90);
}
