using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>To give back a refresh token is to sign out: all tokens of its session go with it (RFC 7009 §2.1).</summary>
internal sealed class RevokeFamily(SessionEnd sessions) : IOpenIddictServerHandler<HandleRevocationRequestContext>
{
    public async ValueTask HandleAsync(HandleRevocationRequestContext context)
    {
        var principal = context.GenericTokenPrincipal;
        if (principal.HasTokenType(TokenTypeIdentifiers.RefreshToken) && Guid.TryParse(principal.GetAuthorizationId(), out var session))
        {
            await sessions.EndAsync(session, context.CancellationToken);
        }
    }
}
