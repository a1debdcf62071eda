using System.Globalization;
using LeakyCauldron.Identity.Browser;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Http.Extensions;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Features.Authorize;

/// <summary><c>/connect/authorize</c>: a code for who is signed in, the sign-in page for who is not. OpenIddict has checked client, redirect address and PKCE.</summary>
internal static class AuthorizeEndpoint
{
    public static void Map(IEndpointRouteBuilder root) =>
        root.MapMethods("/connect/authorize", [HttpMethods.Get, HttpMethods.Post], HandleAsync)
            .Describe("authorize", "Tokens", "A code for the signed-in person, or the sign-in page (RFC 6749, PKCE required)")
            .Produces(302)
            .Produces(200, contentType: "text/html")
            .Produces<OAuthError>(400)
            .AllowAnonymous();

    private static async Task<IResult> HandleAsync(
        HttpContext http,
        SortingHatDbContext db,
        SessionStart sessions,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var request = http.GetOpenIddictServerRequest() ?? throw new InvalidOperationException("OpenIddict has not seen this request.");
        if (await SignInCookie.ReadAsync(http, db, ct) is { } person && !IsTooOld(request, person.At, time))
        {
            return await sessions.OpenAsync(person.UserId, request, http, ct, person.At) is { } principal
                ? OAuth.Grant(principal)
                : OAuth.Refuse(Errors.AccessDenied, "The account is gone.");
        }

        return request.HasPromptValue(PromptValues.None)
            ? OAuth.Refuse(Errors.LoginRequired, "Nobody is signed in.")
            : SignInPage.Show(http, ReturnUrl(request));
    }

    private static bool IsTooOld(OpenIddictRequest request, DateTimeOffset signedInAt, TimeProvider time) =>
        request.HasPromptValue(PromptValues.Login)
        || (request.MaxAge is { } seconds && time.GetUtcNow() - signedInAt > TimeSpan.FromSeconds(seconds));

    /// <summary>The same request without its wish for a fresh sign-in, which the page is about to grant.</summary>
    private static string ReturnUrl(OpenIddictRequest request)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in request.GetParameters())
        {
            if (name is not (Parameters.Prompt or Parameters.MaxAge))
            {
                query.Add(name, Convert.ToString((string?)value, CultureInfo.InvariantCulture) ?? "");
            }
        }

        return "/connect/authorize" + query;
    }
}
