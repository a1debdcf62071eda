using OpenIddict.Abstractions;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>Ends sessions: their refresh tokens are refused from now on, access tokens run out.</summary>
internal sealed class SessionEnd(IOpenIddictAuthorizationManager authorizations, IOpenIddictTokenManager tokens)
{
    public async Task EndAsync(string session, CancellationToken ct)
    {
        if (await authorizations.FindByIdAsync(session, ct) is { } authorization)
        {
            await authorizations.TryRevokeAsync(authorization, ct);
        }

        await tokens.RevokeByAuthorizationIdAsync(session, ct);
    }

    public async Task EndAllAsync(Guid userId, CancellationToken ct)
    {
        await authorizations.RevokeBySubjectAsync(userId.ToString(), ct);
        await tokens.RevokeBySubjectAsync(userId.ToString(), ct);
    }
}
