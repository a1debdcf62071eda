using System.Text.Json;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>What an order claims.</summary>
internal sealed record CheckoutClaim(
    Guid CartId,
    long Version,
    Guid OrderId,
    CheckoutSnapshot Snapshot,
    IReadOnlyList<AppliedPromotion> Promotions,
    Redeemer Redeemer,
    DateTimeOffset Now
);

/// <summary>How a claim went.</summary>
/// <param name="Changed">The cart, or what an automatic promotion had left, is not what was priced any more.</param>
/// <param name="Exhausted">The coupon whose last use went to somebody else.</param>
internal sealed record ClaimOutcome(bool Changed = false, string? Exhausted = null);

/// <summary>
/// The transactions of a checkout. They leave the cart's version alone, for its content stays: a cart that is released is what it was. Promotions are counted by conditional updates, in the order of their ids and last, so that a coupon everybody uses is locked for
/// as short as can be, and two checkouts never wait for each other.
/// </summary>
internal sealed class CheckoutClaims(CartDbContext db)
{
    public Task<ClaimOutcome> ClaimAsync(CheckoutClaim claim, CancellationToken ct) =>
        OpenTransaction.RunAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var outcome = await CloseCartAsync(claim, ct) ? await RedeemAsync(claim, ct) : new(Changed: true);
            if (outcome is { Changed: false, Exhausted: null })
            {
                await transaction.CommitAsync(ct);
            }

            return outcome;
        });

    /// <summary>Opens the order's cart again and gives its promotions back.</summary>
    public Task<bool> ReleaseAsync(Guid orderId, DateTimeOffset now, CancellationToken ct) =>
        OpenTransaction.RunAsync(async () =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(ct);
            var opened = await db
                .Carts.Where(c => c.OrderId == orderId && c.Status == CartStatus.CheckingOut)
                .ExecuteUpdateAsync(
                    set =>
                        set.SetProperty(c => c.Status, CartStatus.Open)
                            .SetProperty(c => c.OrderId, (Guid?)null)
                            .SetProperty(c => c.ClaimedAt, (DateTimeOffset?)null)
                            .SetProperty(c => c.Checkout, (string?)null)
                            .SetProperty(c => c.UpdatedAt, now),
                    ct
                );
            if (opened > 0)
            {
                await GiveBackAsync(orderId, ct);
                await transaction.CommitAsync(ct);
            }

            return opened > 0;
        });

    /// <summary>Takes back the order's uses of promotions, within the caller's transaction or one of its own.</summary>
    public Task GiveBackAsync(Guid orderId, CancellationToken ct) =>
        db.Database.ExecuteSqlAsync(
            $"""
            WITH gone AS (DELETE FROM cart.promotion_redemptions WHERE order_id = {orderId} RETURNING promotion_id),
                 locked AS (SELECT p.id FROM cart.promotions p JOIN gone g ON g.promotion_id = p.id ORDER BY p.id FOR UPDATE OF p)
            UPDATE cart.promotions p SET used = p.used - 1 FROM locked WHERE p.id = locked.id AND p.used > 0
            """,
            ct
        );

    private async Task<bool> CloseCartAsync(CheckoutClaim claim, CancellationToken ct)
    {
        var snapshot = JsonSerializer.Serialize(claim.Snapshot, Json.Wire);
        var closed = await db
            .Carts.Where(c => c.Id == claim.CartId && c.Version == claim.Version && c.Status == CartStatus.Open)
            .ExecuteUpdateAsync(
                set =>
                    set.SetProperty(c => c.Status, CartStatus.CheckingOut)
                        .SetProperty(c => c.OrderId, claim.OrderId)
                        .SetProperty(c => c.ClaimedAt, claim.Now)
                        .SetProperty(c => c.Checkout, snapshot)
                        .SetProperty(c => c.UpdatedAt, claim.Now),
                ct
            );
        return closed == 1;
    }

    private async Task<ClaimOutcome> RedeemAsync(CheckoutClaim claim, CancellationToken ct)
    {
        foreach (var promotion in claim.Promotions.OrderBy(p => p.PromotionId))
        {
            if (!await CountAsync(promotion.PromotionId, ct) || !await RecordAsync(promotion.PromotionId, claim, ct))
            {
                return promotion.Code is null ? new(Changed: true) : new(Exhausted: promotion.Code);
            }
        }

        return new();
    }

    /// <summary>Automatic promotions without a limit are not counted: every order would wait for their one row.</summary>
    private async Task<bool> CountAsync(Guid promotionId, CancellationToken ct) =>
        await db
            .Promotions.Where(p =>
                p.Id == promotionId
                && p.Enabled
                && (p.UsageLimit == null || p.Used < p.UsageLimit)
                && (p.Code != null || p.UsageLimit != null || p.PerPersonLimit != null)
            )
            .ExecuteUpdateAsync(set => set.SetProperty(p => p.Used, p => p.Used + 1), ct) == 1
        || await db.Promotions.AnyAsync(
            p => p.Id == promotionId && p.Enabled && p.Code == null && p.UsageLimit == null && p.PerPersonLimit == null,
            ct
        );

    /// <summary>The promotion's row is locked, so nobody else can be counting this person's uses.</summary>
    private async Task<bool> RecordAsync(Guid promotionId, CheckoutClaim claim, CancellationToken ct)
    {
        var (person, mail) = claim.Redeemer;
        var recorded = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO cart.promotion_redemptions (promotion_id, order_id, person, mail_hash, redeemed_at)
            SELECT p.id, {claim.OrderId}, {person}, {mail}::text, {claim.Now}
            FROM cart.promotions p
            WHERE p.id = {promotionId} AND (p.per_person_limit IS NULL OR p.per_person_limit > (
                SELECT count(*) FROM cart.promotion_redemptions r
                WHERE r.promotion_id = p.id AND (r.person = {person} OR r.mail_hash = {mail}::text)))
            """,
            ct
        );
        return recorded == 1;
    }
}
