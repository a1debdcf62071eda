using LeakyCauldron.Identity.Domain;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.TwoFactor;
using Microsoft.AspNetCore.Identity;

namespace LeakyCauldron.Identity.Passwords;

/// <summary>Whose password was right, and whether a second factor is still to come.</summary>
internal sealed record Proven(Guid UserId, bool NeedsFactor);

/// <summary>
/// Address and password against the account, then the second factor where there is one. Unknown, wrong and locked have one answer at one price; a wrong factor counts
/// as a wrong password does, and the count goes back only when all is right.
/// </summary>
internal sealed class Credentials(SortingHatDbContext db, PasswordHashing passwords, SecondFactors factors, ShopRateLimiter limits, TimeProvider time)
{
    public static readonly Error WrongPassword = Error.Validation("currentPassword", "This is not the present password.", "wrong_password");
    public const int FailuresToLock = 5;
    public static readonly TimeSpan Lock = TimeSpan.FromMinutes(1);
    private static readonly Error WrongFactor = Error.Unauthorized("wrong_code", "The code is wrong, or was used before.");
    private static readonly Error Wrong = Error.Unauthorized("wrong_credentials", "The mail address or the password is wrong.");

    /// <summary>For a sign-in.</summary>
    public async Task<Result<Proven>> CheckAsync(string? email, string? password, CancellationToken ct)
    {
        var key = EmailAddress.Key(EmailAddress.Normalize(email) ?? "");
        if (limits.Check(RateLimits.Account, key) is { } refusal)
        {
            return refusal;
        }

        var account = await db.Users.Where(u => u.NormalizedEmail == key).Select(u => new { u.Id, u.PasswordHash }).FirstOrDefaultAsync(ct);
        return await VerifyAsync(account?.Id, account?.PasswordHash, password ?? "", asksFactor: true, ct);
    }

    /// <summary>The second step of a sign-in, and a proof of its own for who is signed in.</summary>
    public async Task<Result<Guid>> CheckFactorAsync(Guid userId, SecondFactor factor, CancellationToken ct)
    {
        if (await IsLockedAsync(userId, ct))
        {
            return Wrong;
        }

        if (!await factors.AcceptAsync(userId, factor, ct))
        {
            await CountFailureAsync(userId, ct);
            return WrongFactor;
        }

        return await AcceptAsync(userId, ct) ? userId : Wrong;
    }

    /// <summary>The password of somebody who is signed in already.</summary>
    public async Task<Result<Proven>> CheckAsync(Guid userId, string password, CancellationToken ct)
    {
        var hash = await db.Users.Where(u => u.Id == userId).Select(u => u.PasswordHash).FirstOrDefaultAsync(ct);
        return await VerifyAsync(userId, hash, password, asksFactor: false, ct);
    }

    private async Task<Result<Proven>> VerifyAsync(Guid? userId, string? hash, string password, bool asksFactor, CancellationToken ct)
    {
        if (password.Length > PasswordRules.Longest)
        {
            return Wrong;
        }

        var verified = await passwords.VerifyAsync(hash, password, ct);
        if (verified.IsError)
        {
            return verified.Error;
        }

        if (userId is not { } id || hash is null)
        {
            return Wrong;
        }

        if (verified.Value == PasswordVerificationResult.Failed)
        {
            await CountFailureAsync(id, ct);
            return Wrong;
        }

        var needsFactor = asksFactor && await db.Users.AnyAsync(u => u.Id == id && u.TwoFactorEnabled, ct);
        if (needsFactor ? await IsLockedAsync(id, ct) : !await AcceptAsync(id, ct))
        {
            return Wrong;
        }

        if (verified.Value == PasswordVerificationResult.SuccessRehashNeeded)
        {
            await RenewHashAsync(id, hash, password, ct);
        }

        return new Proven(id, needsFactor);
    }

    /// <summary>Counted by the database in one statement: guesses made at the same time all count.</summary>
    public Task<int> CountFailureAsync(Guid id, CancellationToken ct)
    {
        var until = time.GetUtcNow() + Lock;
        return db
            .Users.Where(u => u.Id == id)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(u => u.LockoutEnd, u => u.AccessFailedCount + 1 >= FailuresToLock ? until : u.LockoutEnd)
                        .SetProperty(u => u.AccessFailedCount, u => u.AccessFailedCount + 1 >= FailuresToLock ? 0 : u.AccessFailedCount + 1),
                ct
            );
    }

    /// <summary>False while the account is locked, looked up after the password was checked, so that a guess that was under way as the lock fell is not let in.</summary>
    private async Task<bool> AcceptAsync(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return await db
                .Users.Where(u => u.Id == id && u.LockedAt == null && (u.LockoutEnd == null || u.LockoutEnd < now))
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.AccessFailedCount, 0), ct) == 1;
    }

    private Task<bool> IsLockedAsync(Guid id, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        return db.Users.AnyAsync(u => u.Id == id && (u.LockedAt != null || u.LockoutEnd >= now), ct);
    }

    private async Task RenewHashAsync(Guid id, string old, string password, CancellationToken ct)
    {
        var renewed = await passwords.HashAsync(password, ct);
        if (!renewed.IsError)
        {
            await db
                .Users.Where(u => u.Id == id && u.PasswordHash == old)
                .ExecuteUpdateAsync(set => set.SetProperty(u => u.PasswordHash, renewed.Value), ct);
        }
    }
}
