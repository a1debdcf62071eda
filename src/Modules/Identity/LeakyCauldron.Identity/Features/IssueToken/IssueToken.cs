using System.Security.Claims;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.Identity.Passkeys;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Tokens;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Authentication;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Features.IssueToken;

/// <summary><c>/connect/token</c>, once OpenIddict has found the request, its client and what it presents in order.</summary>
internal sealed class IssueTokenHandler(Credentials credentials, PasskeySignIn passkeys, SessionStart sessions)
{
    public async Task<IResult> HandleAsync(HttpContext http, CancellationToken ct)
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict has not seen this request.");
        return request switch
        {
            _ when request.IsPasswordGrantType() => await WithPasswordAsync(request, http, ct),
            _ when request.IsRefreshTokenGrantType() || request.IsAuthorizationCodeGrantType() => await ContinueAsync(http, ct),
            _ when request.GrantType == PasskeySignIn.Grant => await WithPasskeyAsync(request, http, ct),
            _ when request.IsClientCredentialsGrantType() => ForMachine(request),
            _ => OAuth.Refuse(Errors.UnsupportedGrantType, "This grant is not supported."),
        };
    }

    private async Task<IResult> WithPasswordAsync(OpenIddictRequest request, HttpContext http, CancellationToken ct)
    {
        var person = await credentials.CheckAsync(request.Username, request.Password, ct);
        if (person.IsError)
        {
            return Refuse(person.Error);
        }

        if (person.Value.NeedsFactor)
        {
            var factor = new SecondFactor((string?)request["totp"], (string?)request["recovery_code"]);
            if (!factor.IsGiven)
            {
                return OAuth.Refuse(Errors.InvalidGrant, "two_factor_required");
            }

            if (await credentials.CheckFactorAsync(person.Value.UserId, factor, ct) is { IsError: true } wrong)
            {
                return Refuse(wrong.Error);
            }
        }

        return await sessions.OpenAsync(person.Value.UserId, request, http, ct) is { } principal
            ? OAuth.Grant(principal)
            : OAuth.Refuse(Errors.InvalidGrant, "There is no such account.");
    }

    private async Task<IResult> WithPasskeyAsync(OpenIddictRequest request, HttpContext http, CancellationToken ct) =>
        await passkeys.CheckAsync((string?)request["credential"], ct) is { } person
        && await sessions.OpenAsync(person, request, http, ct) is { } principal
            ? OAuth.Grant(principal)
            : OAuth.Refuse(Errors.InvalidGrant, "This passkey opens nothing here.");

    private static IResult Refuse(Error error) =>
        error.Kind == ErrorKind.Unauthorized
            ? OAuth.Refuse(Errors.InvalidGrant, error.Message)
            : error.With("error", Errors.TemporarilyUnavailable).With("error_description", error.Message).ToHttp();

    private async Task<IResult> ContinueAsync(HttpContext http, CancellationToken ct)
    {
        var presented = await http.AuthenticateAsync(OAuth.Scheme);
        return presented.Principal is { } old && await sessions.ContinueAsync(old, http, ct) is { } principal
            ? OAuth.Grant(principal)
            : OAuth.Refuse(Errors.InvalidGrant, "The account is gone.");
    }

    /// <summary>A machine is its own subject; what it may do are its scopes, and it holds no role.</summary>
    private static IResult ForMachine(OpenIddictRequest request)
    {
        var identity = new ClaimsIdentity("client", Claims.Name, Claims.Role);
        identity.SetClaim(Claims.Subject, request.ClientId).SetScopes(request.GetScopes()).SetResources(AccessTokens.Audience);
        identity.SetDestinations(_ => [Destinations.AccessToken]);
        return OAuth.Grant(new ClaimsPrincipal(identity));
    }
}

internal static class IssueTokenEndpoint
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost("/connect/token", (HttpContext http, IssueTokenHandler handler, CancellationToken ct) => handler.HandleAsync(http, ct))
            .Describe("issueToken", "Tokens", "Tokens for a password, a refresh token, a code or a machine's secret (RFC 6749)")
            .Produces<TokenResponse>()
            .Produces<OAuthError>(400)
            .Produces<OAuthError>(401)
            .RateLimited(RateLimits.Address)
            .ProducesProblems(503)
            .AllowAnonymous();
}
