using LeakyCauldron.Identity.Persistence;
using OpenIddict.Abstractions;
using Quartz;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>
/// Forgets what can do no more harm: access and identity tokens soon after they ran out, sessions with all their tokens a refresh token's life after their start. Spent refresh
/// tokens stay as long as their family could, or a replay would go unnoticed.
/// </summary>
internal sealed class PruneTokens(
    SortingHatDbContext db,
    IOpenIddictTokenManager tokens,
    IOpenIddictAuthorizationManager authorizations,
    TimeProvider time
) : IJob
{
    public static readonly TimeSpan Every = TimeSpan.FromHours(1);

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken) => await RunAsync(cancellationToken);

    public async Task RunAsync(CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var ranOut = (now - TokenServer.AccessTokenLifetime).UtcDateTime;
        await db
            .Tokens.Where(t =>
                (t.Type == TokenTypeIdentifiers.AccessToken || t.Type == TokenTypeIdentifiers.IdentityToken) && t.ExpirationDate < ranOut
            )
            .ExecuteDeleteAsync(ct);
        await db.EndedSessions.Where(s => s.EndedAt < now - TokenServer.AccessTokenLifetime * 2).ExecuteDeleteAsync(ct);
        await db.PasskeyChallenges.Where(c => c.ExpiresAt < now).ExecuteDeleteAsync(ct);
        var familiesOver = now - TokenServer.RefreshTokenLifetime - TimeSpan.FromDays(1);
        await tokens.PruneAsync(familiesOver, ct);
        await authorizations.PruneAsync(familiesOver, ct);
    }
}
