using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Features.UserInfo;

/// <summary>OpenID Connect Core §5.3: what the token's scopes let its client know.</summary>
internal static class UserInfoEndpoint
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapMethods("/connect/userinfo", [HttpMethods.Get, HttpMethods.Post], HandleAsync)
            .Describe("getUserInfo", "Tokens", "Claims about the token's person (OpenID Connect)")
            .Produces<IReadOnlyDictionary<string, object>>()
            .Produces<OAuthError>(401)
            .AllowAnonymous();

    private static async Task<IResult> HandleAsync(HttpContext http, SortingHatDbContext db, CancellationToken ct)
    {
        var token = (await http.AuthenticateAsync(OAuth.Scheme)).Principal;
        var person = Guid.TryParse(token?.GetClaim(Claims.Subject), out var id)
            ? await (
                from user in db.Users
                join profile in db.Profiles on user.Id equals profile.Id
                where user.Id == id
                select new
                {
                    user.Email,
                    user.EmailConfirmed,
                    profile.DisplayName,
                    profile.Locale,
                }
            ).FirstOrDefaultAsync(ct)
            : null;
        if (token is null || person is null)
        {
            return Microsoft.AspNetCore.Http.Results.Challenge(
                new AuthenticationProperties(
                    new Dictionary<string, string?> { [OpenIddictServerAspNetCoreConstants.Properties.Error] = Errors.InvalidToken }
                ),
                [OAuth.Scheme]
            );
        }

        var claims = new Dictionary<string, object>(StringComparer.Ordinal) { [Claims.Subject] = id.ToString() };
        if (token.HasScope(Scopes.Profile))
        {
            claims[Claims.Name] = person.DisplayName;
            claims[Claims.Locale] = person.Locale;
        }

        if (token.HasScope(Scopes.Email))
        {
            claims[Claims.Email] = person.Email!;
            claims[Claims.EmailVerified] = person.EmailConfirmed;
        }

        if (token.HasScope(Scopes.Roles))
        {
            claims[Claims.Role] = token.GetClaims(Claims.Role);
        }

        return TypedResults.Json(claims);
    }
}
