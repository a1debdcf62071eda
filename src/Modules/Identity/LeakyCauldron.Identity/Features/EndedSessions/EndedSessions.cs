using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Features.EndedSessions;

/// <summary>An access token is never younger than its session's last sign of life, so what has been silent for longer than one lives needs no mention.</summary>
internal sealed class ListEndedSessionsHandler(SortingHatDbContext db, TimeProvider time)
    : IRequestHandler<ListEndedSessions, Result<IReadOnlyList<Guid>>>
{
    private const int Most = 100_000;

    public async Task<Result<IReadOnlyList<Guid>>> Handle(ListEndedSessions request, CancellationToken cancellationToken)
    {
        var since = time.GetUtcNow() - TokenServer.AccessTokenLifetime - TimeSpan.FromMinutes(1);
        var revoked = db
            .Sessions.Where(s => s.LastSeenAt > since && db.Authorizations.Any(a => a.Id == s.Id && a.Status != Statuses.Valid))
            .Select(s => s.Id);
        var gone = db.EndedSessions.Where(s => s.EndedAt > since).Select(s => s.Id);
        return await revoked.Concat(gone).Take(Most).ToListAsync(cancellationToken);
    }
}
