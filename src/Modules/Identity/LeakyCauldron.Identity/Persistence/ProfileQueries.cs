using LeakyCauldron.Identity.Domain;

namespace LeakyCauldron.Identity.Persistence;

/// <summary>Look-ups that several features share.</summary>
internal static class ProfileQueries
{
    /// <summary>The person of a mail address, by its <see cref="EmailAddress.Key"/>.</summary>
    public static Task<Profile?> FindProfileAsync(this SortingHatDbContext db, string emailKey, CancellationToken ct) =>
        db.Profiles.FirstOrDefaultAsync(p => db.Users.Any(u => u.Id == p.Id && u.NormalizedEmail == emailKey), ct);
}
