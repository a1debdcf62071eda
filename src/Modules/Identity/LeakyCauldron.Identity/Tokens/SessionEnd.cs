using LeakyCauldron.Identity.Persistence;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace LeakyCauldron.Identity.Tokens;

/// <summary>Ends sessions: OpenIddict refuses their refresh tokens and codes from now on, access tokens run out.</summary>
internal sealed class SessionEnd(SortingHatDbContext db)
{
    public async Task EndAsync(Guid session, CancellationToken ct)
    {
        await db.Authorizations.Where(a => a.Id == session).ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, Statuses.Revoked), ct);
        await db.Tokens.Where(t => t.Authorization!.Id == session).ExecuteUpdateAsync(set => set.SetProperty(t => t.Status, Statuses.Revoked), ct);
    }

    /// <summary>All of a person's, but for one if it is named.</summary>
    public async Task EndAllAsync(Guid userId, string? except, CancellationToken ct)
    {
        var subject = userId.ToString();
        Guid? kept = Guid.TryParse(except, out var id) ? id : null;
        await db
            .Authorizations.Where(a => a.Subject == subject && a.Id != kept)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.Status, Statuses.Revoked), ct);
        await db
            .Tokens.Where(t => t.Subject == subject && (t.Authorization == null || t.Authorization.Id != kept))
            .ExecuteUpdateAsync(set => set.SetProperty(t => t.Status, Statuses.Revoked), ct);
    }

    /// <summary>
    /// Saves what the caller has changed and ends the sessions in one transaction: nobody slips in between with the old password. False if the account was changed by
    /// another at the same time.
    /// </summary>
    public async Task<bool> SaveAndEndAsync(Guid userId, string? except, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateConcurrencyException)
        {
            return false;
        }

        await EndAllAsync(userId, except, ct);
        await transaction.CommitAsync(ct);
        return true;
    }
}
