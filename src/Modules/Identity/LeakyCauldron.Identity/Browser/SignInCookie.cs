using System.Security.Claims;
using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace LeakyCauldron.Identity.Browser;

/// <summary>
/// Remembers in the browser who has signed in on the page, for as long as codes are asked for in one go. No API endpoint takes it: it opens nothing but
/// <c>/connect/authorize</c>.
/// </summary>
internal static class SignInCookie
{
    public const string Scheme = "sign-in";
    private const string Stamp = "stamp";

    public static void AddSignInCookie(this IServiceCollection services)
    {
        services
            .AddAuthentication()
            .AddCookie(
                Scheme,
                options =>
                {
                    options.Cookie.Name = "leaky-sign-in";
                    options.Cookie.Path = "/connect";
                    options.Cookie.HttpOnly = true;
                    options.Cookie.SameSite = SameSiteMode.Lax;
                    options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                    options.ExpireTimeSpan = TimeSpan.FromHours(1);
                    options.SlidingExpiration = false;
                }
            );
        services.AddSingleton<SignInTicket>();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "leaky-form";
            options.Cookie.Path = "/connect";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "form_token";
            options.SuppressXFrameOptionsHeader = true;
        });
    }

    public static async Task SignInAsync(HttpContext http, Guid userId, SortingHatDbContext db, CancellationToken ct)
    {
        var stamp = await db.Users.Where(u => u.Id == userId).Select(u => u.SecurityStamp).SingleAsync(ct);
        var identity = new ClaimsIdentity([new Claim("sub", userId.ToString()), new Claim(Stamp, stamp ?? "")], Scheme);
        await http.SignInAsync(Scheme, new ClaimsPrincipal(identity), new AuthenticationProperties { IsPersistent = false });
    }

    /// <summary>Who the cookie names and when they signed in; null without one, or if the password has changed since or the account is locked.</summary>
    public static async Task<(Guid UserId, DateTimeOffset At)?> ReadAsync(HttpContext http, SortingHatDbContext db, CancellationToken ct)
    {
        var cookie = await http.AuthenticateAsync(Scheme);
        if (!Guid.TryParse(cookie.Principal?.FindFirstValue("sub"), out var id) || cookie.Properties?.IssuedUtc is not { } at)
        {
            return null;
        }

        var stamp = cookie.Principal.FindFirstValue(Stamp);
        return await db.Users.AnyAsync(u => u.Id == id && u.SecurityStamp == stamp && u.LockedAt == null, ct) ? (id, at) : null;
    }
}
