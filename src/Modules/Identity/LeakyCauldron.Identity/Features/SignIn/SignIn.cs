using LeakyCauldron.Identity.Browser;
using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.Antiforgery;

namespace LeakyCauldron.Identity.Features.SignIn;

/// <summary>The page's form. It leads back to the authorization request that asked for it and nowhere else.</summary>
internal static class SignInEndpoint
{
    private const string Authorize = "/connect/authorize";

    public static void Map(IEndpointRouteBuilder root) =>
        root.MapPost("/connect/sign-in", HandleAsync)
            .Describe("signIn", "Tokens", "The form of the sign-in page")
            .Accepts<IFormCollection>("application/x-www-form-urlencoded")
            .Produces(302)
            .Produces(200, contentType: "text/html")
            .Produces(400, contentType: "text/html")
            .RateLimited(RateLimits.Address)
            .AllowAnonymous();

    public static bool LeadsBack(string? url) =>
        url is not null && url.StartsWith(Authorize + "?", StringComparison.Ordinal) && !url.Any(char.IsControl);

    private static async Task<IResult> HandleAsync(
        HttpContext http,
        IAntiforgery antiforgery,
        Credentials credentials,
        SortingHatDbContext db,
        CancellationToken ct
    )
    {
        if (!http.Request.HasFormContentType || !await antiforgery.IsRequestValidAsync(http))
        {
            return Error.Validation("form_token", "This form has expired; go back and start again.", "form_expired").ToHttp();
        }

        var form = await http.Request.ReadFormAsync(ct);
        var (returnUrl, email) = (form["returnUrl"].ToString(), form["email"].ToString());
        if (!LeadsBack(returnUrl))
        {
            return Error.Validation("returnUrl", "This form does not lead back to a sign-in of ours.", "invalid_return_url").ToHttp();
        }

        var code = form["code"].ToString();
        var ticket = http.RequestServices.GetRequiredService<SignInTicket>();
        if (ticket.Read(form["ticket"].ToString()) is { } proven)
        {
            var second = await credentials.CheckFactorAsync(proven, SecondFactor.Of(code), ct);
            return second.IsError
                ? SignInPage.AskForCode(http, returnUrl, form["ticket"].ToString(), second.Error.Message)
                : await EnterAsync(http, proven, returnUrl, db, ct);
        }

        var person = await credentials.CheckAsync(email, form["password"].ToString(), ct);
        if (person.IsError)
        {
            return SignInPage.Show(http, returnUrl, email, person.Error.Message);
        }

        return person.Value.NeedsFactor
            ? SignInPage.AskForCode(http, returnUrl, ticket.Of(person.Value.UserId))
            : await EnterAsync(http, person.Value.UserId, returnUrl, db, ct);
    }

    private static async Task<IResult> EnterAsync(HttpContext http, Guid userId, string returnUrl, SortingHatDbContext db, CancellationToken ct)
    {
        await SignInCookie.SignInAsync(http, userId, db, ct);
        return TypedResults.Redirect(returnUrl);
    }
}
