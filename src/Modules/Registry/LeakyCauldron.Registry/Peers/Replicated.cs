using LeakyCauldron.Registry.Directory;

namespace LeakyCauldron.Registry.Peers;

/// <summary>
/// A call that a peer passes on is not passed on again. The mark is the protocol's own (<c>x-netflix-discovery-replication</c>) and counts only with the shop's credentials:
/// a stranger cannot keep a change from the peers with it.
/// </summary>
internal static class Replicated
{
    public const string Header = "x-netflix-discovery-replication";

    public static bool Is(HttpContext http, RegistryAccess access) =>
        string.Equals(http.Request.Headers[Header], "true", StringComparison.OrdinalIgnoreCase) && access.RightsOf(http) == RegistryRights.Shop;
}
