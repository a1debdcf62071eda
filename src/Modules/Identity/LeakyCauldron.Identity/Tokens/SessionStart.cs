using System.Collections.Immutable;
using System.Security.Claims;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;
using Into = OpenIddict.Abstractions.OpenIddictConstants.Destinations;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>Opens and continues sessions, and says what their tokens tell.</summary>
internal sealed class SessionStart(
    SortingHatDbContext db,
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictApplicationManager applications,
    TimeProvider time
)
{
    public const string SessionClaim = "sid";

    /// <summary>A new session with a family of tokens of its own; null if there is no such person, or the account is locked.</summary>
    public async Task<ClaimsPrincipal?> OpenAsync(
        Guid userId,
        OpenIddictRequest request,
        HttpContext http,
        CancellationToken ct,
        DateTimeOffset? signedInAt = null
    )
    {
        var client =
            await applications.FindByClientIdAsync(request.ClientId!, ct)
            ?? throw new InvalidOperationException("OpenIddict has let an unknown client in.");
        if (await DescribeAsync(userId, request.GetScopes(), ct) is not { } identity)
        {
            return null;
        }

        var clientKey = await applications.GetIdAsync(client, ct);
        var authorization = await authorizations.CreateAsync(
            identity,
            userId.ToString(),
            clientKey!,
            AuthorizationTypes.AdHoc,
            request.GetScopes(),
            ct
        );
        var id = (await authorizations.GetIdAsync(authorization, ct))!;
        var now = time.GetUtcNow();
        var session = new Session
        {
            Id = Guid.Parse(id),
            UserId = userId,
            ClientId = request.ClientId!,
            CreatedAt = now,
            LastSeenAt = now,
            AuthenticatedAt = signedInAt ?? now,
        };
        (session.IpAddress, session.UserAgent) = Device(http);
        db.Sessions.Add(session);
        await db.SaveChangesAsync(ct);
        return Finish(identity, id);
    }

    /// <summary>The session of a refresh token or code, with what is true of the person now; null if they are gone or locked.</summary>
    public async Task<ClaimsPrincipal?> ContinueAsync(ClaimsPrincipal principal, HttpContext http, CancellationToken ct)
    {
        if (
            !Guid.TryParse(principal.GetClaim(Claims.Subject), out var userId)
            || await DescribeAsync(userId, principal.GetScopes(), ct) is not { } identity
        )
        {
            return null;
        }

        var id = principal.GetAuthorizationId()!;
        var (key, now, (address, agent)) = (Guid.Parse(id), time.GetUtcNow(), Device(http));
        await db
            .Sessions.Where(s => s.Id == key)
            .ExecuteUpdateAsync(
                set => set.SetProperty(s => s.LastSeenAt, now).SetProperty(s => s.IpAddress, address).SetProperty(s => s.UserAgent, agent),
                ct
            );
        return Finish(identity, id);
    }

    private async Task<ClaimsIdentity?> DescribeAsync(Guid userId, ImmutableArray<string> scopes, CancellationToken ct)
    {
        var person = await (
            from user in db.Users
            join profile in db.Profiles on user.Id equals profile.Id
            where user.Id == userId && user.LockedAt == null
            select new
            {
                user.Email,
                user.EmailConfirmed,
                profile.DisplayName,
                Roles = (
                    from held in db.UserRoles
                    join role in db.Roles on held.RoleId equals role.Id
                    where held.UserId == userId
                    select role.Name
                ).ToArray(),
            }
        )
            .AsSingleQuery()
            .FirstOrDefaultAsync(ct);
        if (person is null)
        {
            return null;
        }

        var identity = new ClaimsIdentity("password", Claims.Name, Claims.Role);
        identity
            .SetClaim(Claims.Subject, userId.ToString())
            .SetClaim(Claims.Name, person.DisplayName)
            .SetClaim(Claims.Email, person.Email)
            .SetClaim(Claims.EmailVerified, person.EmailConfirmed)
            .SetClaims(Claims.Role, [.. person.Roles.OfType<string>()])
            .SetScopes(scopes);
        return identity;
    }

    private static ClaimsPrincipal Finish(ClaimsIdentity identity, string session)
    {
        identity.SetClaim(SessionClaim, session).SetAuthorizationId(session).SetResources(AccessTokens.Audience).SetDestinations(Where);
        return new ClaimsPrincipal(identity);
    }

    /// <summary>An access token names nobody: it goes to every part of the shop, an identity token to the client that asked for it.</summary>
    private static IEnumerable<string> Where(Claim claim) =>
        claim.Type switch
        {
            Claims.Subject or SessionClaim => [Into.AccessToken, Into.IdentityToken],
            Claims.Role => claim.Subject!.HasScope(Scopes.Roles) ? [Into.AccessToken, Into.IdentityToken] : [Into.AccessToken],
            Claims.Name when claim.Subject!.HasScope(Scopes.Profile) => [Into.IdentityToken],
            Claims.Email or Claims.EmailVerified when claim.Subject!.HasScope(Scopes.Email) => [Into.IdentityToken],
            _ => [],
        };

    private static (string? Address, string? Agent) Device(HttpContext http)
    {
        var agent = http.Request.Headers.UserAgent.ToString();
        return (http.Connection.RemoteIpAddress?.ToString(), agent.Length is 0 ? null : agent[..Math.Min(agent.Length, 300)]);
    }
}
