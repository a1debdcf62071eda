using System.Security.Cryptography;
using LeakyCauldron.Identity.Domain;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Accounts;

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
