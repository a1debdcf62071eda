using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>Signs in whom the headers name: these tests are about carts, not tokens.</summary>
internal sealed class HeaderSignIn(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string Scheme_ = "header";

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!Request.Headers.TryGetValue("X-User", out var user))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        var claims = Request.Headers["X-Roles"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries).Select(r => new Claim("role", r));
        var identity = new ClaimsIdentity([new Claim("sub", user.ToString()), .. claims], Scheme_, "sub", "role");
        return Task.FromResult(AuthenticateResult.Success(new(new ClaimsPrincipal(identity), Scheme_)));
    }
}
