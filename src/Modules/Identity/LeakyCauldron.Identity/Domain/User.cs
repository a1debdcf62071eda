using System.Security.Cryptography;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Domain;

/// <summary>What a person signs in with. Who they are is their <see cref="Profile"/>, of the same id.</summary>
internal sealed class User : IdentityUser<Guid>
{
    public static User Create(string email, string passwordHash) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            NormalizedUserName = EmailAddress.Key(email),
            Email = email,
            NormalizedEmail = EmailAddress.Key(email),
            PasswordHash = passwordHash,
            SecurityStamp = NewStamp(),
            LockoutEnabled = true,
        };

    /// <summary>A new password ends the tokens that were mailed for the old one.</summary>
    public void SetPassword(string hash)
    {
        PasswordHash = hash;
        SecurityStamp = NewStamp();
        ConcurrencyStamp = NewStamp();
        AccessFailedCount = 0;
        LockoutEnd = null;
    }

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
}

internal sealed class Role : IdentityRole<Guid>;

/// <summary>The roles; their rows come with the schema.</summary>
internal static class Roles
{
    public const string Shopper = "shopper";
    public const string Staff = "staff";
    public const string Admin = "admin";

    public static IReadOnlyDictionary<string, Guid> Ids { get; } =
        new Dictionary<string, Guid>(StringComparer.Ordinal)
        {
            [Shopper] = new("01900000-0000-7000-8000-000000000001"),
            [Staff] = new("01900000-0000-7000-8000-000000000002"),
            [Admin] = new("01900000-0000-7000-8000-000000000003"),
        };
}
