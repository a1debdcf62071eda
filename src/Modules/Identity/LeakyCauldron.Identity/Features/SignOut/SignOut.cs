using LeakyCauldron.Identity.Browser;
using LeakyCauldron.Identity.Tokens;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;

namespace LeakyCauldron.Identity.Features.SignOut;

/// <summary><c>/connect/logout</c> (OpenID Connect RP-Initiated Logout 1.0): the browser forgets who signed in, and the session that the hint proves ends.</summary>
internal static class SignOutEndpoint
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapMethods("/connect/logout", [HttpMethods.Get, HttpMethods.Post], HandleAsync)
            .Describe("signOut", "Tokens", "Signs the browser out, and the session of id_token_hint")
            .Produces(302)
            .Produces<OAuthError>(400)
            .AllowAnonymous();

    private static async Task<IResult> HandleAsync(HttpContext http, SessionEnd sessions, CancellationToken ct)
    {
        var hint = await http.AuthenticateAsync(OAuth.Scheme);
        if (Guid.TryParse(hint.Principal?.GetClaim(SessionStart.SessionClaim), out var session))
        {
            await sessions.EndAsync(session, ct);
        }

        await http.SignOutAsync(SignInCookie.Scheme);
        return Microsoft.AspNetCore.Http.Results.SignOut(new AuthenticationProperties { RedirectUri = "/" }, [OAuth.Scheme]);
    }
}
