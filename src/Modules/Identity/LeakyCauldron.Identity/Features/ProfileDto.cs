using System.Text.Json.Serialization;
using LeakyCauldron.Identity.Accounts;
using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.Features;

/// <summary>A person as <c>GET /me</c> and the administration show them.</summary>
internal sealed record ProfileDto(
    Guid UserId,
    string Email,
    bool EmailConfirmed,
    string DisplayName,
    string? Phone,
    string Locale,
    House House,
    IReadOnlyList<string> Roles,
    DateTimeOffset CreatedAt
)
{
    /// <summary>When an administrator locked the account; not there unless it is locked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? LockedAt { get; init; }

    [JsonIgnore]
    public long Version { get; init; }

    [JsonIgnore]
    public string Etag => BuildingBlocks.Http.Etag.Of(Version);
}

internal static class ProfileDtos
{
    /// <summary>Account, profile and roles in one statement; newest first, for ids grow with time.</summary>
    public static IQueryable<ProfileDto> ProfileDtosOf(this SortingHatDbContext db, IQueryable<User> users) =>
        from user in users
        join profile in db.Profiles on user.Id equals profile.Id
        orderby user.Id descending
        select new ProfileDto(
            user.Id,
            user.Email!,
            user.EmailConfirmed,
            profile.DisplayName,
            profile.Phone,
            profile.Locale,
            profile.House,
            (
                from held in db.UserRoles
                join role in db.Roles on held.RoleId equals role.Id
                where held.UserId == user.Id
                orderby role.Id
                select role.Name
            ).ToArray(),
            profile.CreatedAt
        )
        {
            LockedAt = user.LockedAt,
            Version = profile.Version,
        };

    public static Task<ProfileDto?> ReadProfileAsync(this SortingHatDbContext db, Guid userId, CancellationToken ct) =>
        db.ProfileDtosOf(db.Users.Where(u => u.Id == userId)).AsNoTracking().AsSingleQuery().FirstOrDefaultAsync(ct);
}
