using LeakyCauldron.Identity.Persistence;

namespace LeakyCauldron.Identity.TwoFactor;

/// <summary>Shown once: the shop keeps their hashes alone.</summary>
/// <param name="RecoveryCodes">Each opens the account once.</param>
internal sealed record RecoveryCodesDto(IReadOnlyList<string> RecoveryCodes)
{
    public override string ToString() => nameof(RecoveryCodesDto);

    /// <summary>New codes in place of those that are left.</summary>
    public static async Task<RecoveryCodesDto> RenewAsync(SortingHatDbContext db, Guid userId, CancellationToken ct)
    {
        db.RecoveryCodes.RemoveRange(await db.RecoveryCodes.Where(c => c.UserId == userId).ToListAsync(ct));
        var codes = Enumerable.Range(0, RecoveryCode.Count).Select(_ => RecoveryCode.NewText()).ToArray();
        db.RecoveryCodes.AddRange(codes.Select(c => new RecoveryCode { UserId = userId, Hash = RecoveryCode.HashOf(userId, c) }));
        return new(codes);
    }
}
