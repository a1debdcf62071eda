namespace LeakyCauldron.Identity.Domain;

/// <summary>The roles; their rows come with the schema.</summary>
internal static class Roles
{
    public const string Shopper = "shopper";
    public const string Staff = "staff";
    public const string Admin = "admin";

    public static IReadOnlyDictionary<string, Guid> Ids { get; } =
        new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            [Shopper] = new("01900000-0000-7000-8000-000000000001"),
            [Staff] = new("01900000-0000-7000-8000-000000000002"),
            [Admin] = new("01900000-0000-7000-8000-000000000003"),
        };
}
