using LeakyCauldron.Identity.Passwords;
using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.TwoFactor;

/// <summary>What proves the person anew before a sensitive change: the password, a code, or else a sign-in that is not long ago.</summary>
internal sealed record ProofInput(string? CurrentPassword, string? Code)
{
    public override string ToString() => nameof(ProofInput);
}

/// <summary>A stolen access token, or a device left alone, is not enough for what decides who has the account.</summary>
internal sealed class StepUp(SortingHatDbContext db, Credentials credentials, TimeProvider time)
{
    public static readonly TimeSpan Recent = TimeSpan.FromMinutes(15);
    private static readonly Error WrongCode = Error.Validation("code", "This code is wrong, or was used before.", "wrong_code");

    private static readonly Error Needed = new(
        ErrorKind.Forbidden,
        "step_up_required",
        "Sign in again, or give the password or a code: the last sign-in is too long ago for this."
    );

    /// <summary>Null if proven.</summary>
    public async Task<Error?> CheckAsync(Caller caller, ProofInput? proof, CancellationToken ct)
    {
        var id = caller.UserId!.Value;
        if (proof?.CurrentPassword is null && proof?.Code is null)
        {
            return await CheckAsync(caller, ct);
        }

        if (proof.CurrentPassword is { } password && await credentials.CheckAsync(id, password, ct) is { IsError: true } refused)
        {
            return refused.Error.Kind == ErrorKind.Unauthorized ? Credentials.WrongPassword : refused.Error;
        }

        return proof.Code is { } code && (await credentials.CheckFactorAsync(id, SecondFactor.Of(code), ct)).IsError ? WrongCode : null;
    }

    /// <summary>Null if the session has begun with a sign-in not long ago.</summary>
    public async Task<Error?> CheckAsync(Caller caller, CancellationToken ct)
    {
        var since = time.GetUtcNow() - Recent;
        var session = Guid.TryParse(caller.SessionId, out var id) ? id : Guid.Empty;
        return await db.Sessions.AnyAsync(s => s.Id == session && s.UserId == caller.UserId && (s.AuthenticatedAt ?? s.CreatedAt) >= since, ct)
            ? null
            : Needed;
    }
}
