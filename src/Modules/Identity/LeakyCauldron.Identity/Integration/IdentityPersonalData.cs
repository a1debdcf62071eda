using LeakyCauldron.BuildingBlocks.Privacy;
using LeakyCauldron.Identity.Features;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Integration;

/// <summary>Everything but what would open the account: no hash, no key, no token.</summary>
internal sealed class IdentityPersonalData(SortingHatDbContext db) : IPersonalData
{
    public async Task<object> ExportAsync(Guid userId, CancellationToken ct)
    {
        var account = await db
            .Users.Where(u => u.Id == userId)
            .Select(u => new
            {
                u.PendingEmail,
                u.PreviousEmail,
                u.TwoFactorEnabled,
            })
            .FirstOrDefaultAsync(ct);
        var profile = await db.Profiles.AsNoTracking().Include(p => p.Addresses).FirstOrDefaultAsync(p => p.Id == userId, ct);
        return new
        {
            Profile = await db.ReadProfileAsync(userId, ct),
            Account = account,
            Preferences = profile is null
                ? null
                : new
                {
                    profile.Locale,
                    profile.Currency,
                    profile.Notifications,
                    profile.MarketingSince,
                },
            Addresses = profile?.Addresses.Select(a => new
            {
                a.Id,
                a.Address,
                a.CreatedAt,
            }),
            Sessions = await db
                .Sessions.Where(s => s.UserId == userId)
                .OrderByDescending(s => s.LastSeenAt)
                .Take(IPersonalData.MostRows)
                .Select(s => new
                {
                    s.Id,
                    s.ClientId,
                    s.IpAddress,
                    s.UserAgent,
                    s.CreatedAt,
                    s.LastSeenAt,
                })
                .ToListAsync(ct),
        };
    }
}
