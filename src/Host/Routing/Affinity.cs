namespace LeakyCauldron.Host.Routing;

/// <summary>Which instance a caller was at, in a cookie that says nothing to anyone else. An instance that is gone is replaced by another.</summary>
internal static class Affinity
{
    public static string? Of(HttpContext http, ForeignRoute route) => http.Request.Cookies[NameOf(route)];

    public static void Set(HttpContext http, ForeignRoute route, Destination destination) =>
        http.Response.Cookies.Append(
            NameOf(route),
            destination.AffinityKey,
            new CookieOptions
            {
                HttpOnly = true,
                SameSite = SameSiteMode.Lax,
                Secure = http.Request.IsHttps,
                Path = route.Prefix,
            }
        );

    private static string NameOf(ForeignRoute route) => $"leaky-{route.App}";
}
