using LeakyCauldron.Identity.Persistence;
using Microsoft.AspNetCore.DataProtection;

namespace LeakyCauldron.Identity.TwoFactor;

/// <summary>What somebody gives besides the password: a code of the authenticator app, or a recovery code.</summary>
internal sealed record SecondFactor(string? Totp, string? RecoveryCode)
{
    public const int Longest = 100;

    public bool IsGiven => !string.IsNullOrEmpty(Totp) || !string.IsNullOrEmpty(RecoveryCode);

    /// <summary>Of one field that takes either.</summary>
    public static SecondFactor Of(string? text) =>
        text?.Trim() is { Length: 6 } code && code.All(char.IsAsciiDigit) ? new(code, null) : new(null, text);

    public override string ToString() => nameof(SecondFactor);
}

/// <summary>Each code is accepted once: the database decides, in one statement, between two that come at the same time.</summary>
internal sealed class SecondFactors(SortingHatDbContext db, IDataProtectionProvider protection, TimeProvider time)
{
    private readonly IDataProtector _keys = protection.CreateProtector("LeakyCauldron.Identity.Totp");

    public byte[] Protect(byte[] key) => _keys.Protect(key);

    /// <summary>The time step of a code, by a protected key.</summary>
    public long? Match(byte[] protectedKey, string code) => Totp.Match(_keys.Unprotect(protectedKey), code, time.GetUtcNow());

    public Task<bool> AcceptAsync(Guid userId, SecondFactor factor, CancellationToken ct) =>
        !string.IsNullOrEmpty(factor.Totp)
            ? AcceptTotpAsync(userId, factor.Totp.Trim(), ct)
            : AcceptRecoveryCodeAsync(userId, factor.RecoveryCode, ct);

    private async Task<bool> AcceptTotpAsync(Guid userId, string code, CancellationToken ct)
    {
        var key = await db.Users.Where(u => u.Id == userId && u.TwoFactorEnabled).Select(u => u.TotpKey).FirstOrDefaultAsync(ct);
        return key is not null
            && code.Length <= SecondFactor.Longest
            && Match(key, code) is { } step
            && await db
                .Users.Where(u => u.Id == userId && u.TwoFactorEnabled && u.TotpKey == key && (u.TotpStep == null || u.TotpStep < step))
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.TotpStep, step), ct) == 1;
    }

    private async Task<bool> AcceptRecoveryCodeAsync(Guid userId, string? code, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(code) || code.Length > SecondFactor.Longest)
        {
            return false;
        }

        var hash = RecoveryCode.HashOf(userId, code);
        return await db.RecoveryCodes.Where(c => c.UserId == userId && c.Hash == hash).ExecuteDeleteAsync(ct) == 1;
    }
}
