using Microsoft.AspNetCore.Authentication;
using OpenIddict.Server.AspNetCore;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>Answers of the OAuth endpoints, in the words of RFC 6749.</summary>
internal static class OAuth
{
    public const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    public static IResult Refuse(string error, string description) =>
        Microsoft.AspNetCore.Http.Results.Forbid(
            new AuthenticationProperties(
                new Dictionary<string, string?>
                {
                    [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
                    [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = description,
                }
            ),
            [Scheme]
        );

    public static IResult Grant(System.Security.Claims.ClaimsPrincipal principal) =>
        Microsoft.AspNetCore.Http.Results.SignIn(principal, authenticationScheme: Scheme);
}

/// <summary>RFC 6749 §5.1, and the <c>id_token</c> of OpenID Connect.</summary>
internal sealed record TokenResponse(string AccessToken, string TokenType, int ExpiresIn, string? Scope, string? RefreshToken, string? IdToken);

/// <summary>RFC 6749 §5.2.</summary>
internal sealed record OAuthError(string Error, string? ErrorDescription, string? ErrorUri);
