using System.Security.Cryptography;
using LeakyCauldron.Identity.Domain;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Accounts;

/// <summary>What a person signs in with. Who they are is their <see cref="Profile"/>, of the same id.</summary>
internal sealed class User : IdentityUser<Guid>
{
    /// <summary>The address that takes the place of the present one once it is confirmed.</summary>
    public string? PendingEmail { get; private set; }

    /// <summary>Where the last change of address is told of.</summary>
    public string? PreviousEmail { get; private set; }

    /// <summary>Locked by an administrator: apart from <see cref="IdentityUser{TKey}.LockoutEnd"/>, which wrong passwords set and a new one clears.</summary>
    public DateTimeOffset? LockedAt { get; private set; }

    /// <summary>The TOTP key under data protection; in use once <see cref="IdentityUser{TKey}.TwoFactorEnabled"/>.</summary>
    public byte[]? TotpKey { get; private set; }

    /// <summary>The time step of the last code that was accepted: neither it nor an earlier one is accepted again.</summary>
    public long? TotpStep { get; private set; }

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

    public void RequestEmail(string email)
    {
        PendingEmail = email;
        ConcurrencyStamp = NewStamp();
    }

    /// <summary>The pending address is proven. Tokens that were mailed to the old one end.</summary>
    public void TakePendingEmail()
    {
        (PreviousEmail, Email, PendingEmail) = (Email, PendingEmail, null);
        NormalizedEmail = EmailAddress.Key(Email!);
        (UserName, NormalizedUserName) = (Email, NormalizedEmail);
        EmailConfirmed = true;
        RenewStamps();
    }

    public void Lock(DateTimeOffset now)
    {
        LockedAt ??= now;
        RenewStamps();
    }

    public void Unlock()
    {
        (LockedAt, LockoutEnd, AccessFailedCount) = (null, null, 0);
        ConcurrencyStamp = NewStamp();
    }

    public void PrepareTotp(byte[] protectedKey)
    {
        (TotpKey, TotpStep) = (protectedKey, null);
        ConcurrencyStamp = NewStamp();
    }

    public void EnableTotp(long step)
    {
        (TwoFactorEnabled, TotpStep) = (true, step);
        RenewStamps();
    }

    public void DisableTotp()
    {
        (TwoFactorEnabled, TotpKey, TotpStep) = (false, null, null);
        RenewStamps();
    }

    private void RenewStamps() => SecurityStamp = ConcurrencyStamp = NewStamp();

    private static string NewStamp() => Convert.ToHexString(RandomNumberGenerator.GetBytes(20));
}

internal sealed class Role : IdentityRole<Guid>;
