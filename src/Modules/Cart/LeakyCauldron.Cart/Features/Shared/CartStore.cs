namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>A cart and the rules to price it by, from one query.</summary>
internal sealed record LoadedCart(ShoppingCart Cart, PricingRules Rules);

/// <summary>Finds carts; the owner is part of every query.</summary>
internal sealed class CartStore(CartDbContext db, PricingRulesCache rules, TimeProvider clock)
{
    /// <summary>
    /// The cart with this key, if nobody or this person owns it. One that was joined to its owner's cart leads there, so that a client may go on with the id it has.
    /// </summary>
    public async Task<LoadedCart?> FindAsync(Guid key, Guid? userId, bool tracked, CancellationToken ct)
    {
        var now = clock.Now();
        var found = await LoadAsync(
            db.Carts.Where(c => c.Key == key && (c.UserId == null ? c.ExpiresAt > now || c.Status == CartStatus.CheckingOut : c.UserId == userId)),
            tracked,
            ct
        );
        return found?.Cart.MergedInto is { } target ? await LoadAsync(db.Carts.Where(c => c.Id == target && c.UserId == userId), tracked, ct) : found;
    }

    /// <summary>The person's present cart: open, or just being ordered.</summary>
    public Task<LoadedCart?> FindOfAsync(Guid userId, bool tracked, CancellationToken ct) =>
        LoadAsync(db.Carts.Where(c => c.UserId == userId && (c.Status == CartStatus.Open || c.Status == CartStatus.CheckingOut)), tracked, ct);

    /// <summary>What the person has kept for later in the last cart that became an order.</summary>
    public async Task<SavedItem[]> KeptOfAsync(Guid userId, CancellationToken ct) =>
        await db
            .Carts.Where(c => c.UserId == userId && c.Status == CartStatus.Ordered)
            .OrderByDescending(c => c.ClaimedAt)
            .Select(c => c.Saved)
            .FirstOrDefaultAsync(ct)
        ?? [];

    /// <summary>The rules for a cart that is not stored yet.</summary>
    public async Task<PricingRules> RulesAsync(CancellationToken ct) =>
        await rules.GetAsync(db, await db.RulesVersions.Select(v => v.Version).SingleAsync(ct), ct);

    private async Task<LoadedCart?> LoadAsync(IQueryable<ShoppingCart> carts, bool tracked, CancellationToken ct)
    {
        var query = carts
            .Include(c => c.Lines.OrderBy(l => l.Id))
            .Select(c => new { Cart = c, Version = db.RulesVersions.Where(v => v.Id == RulesVersion.Only).Select(v => v.Version).First() });
        var found = await (tracked ? query.AsTracking() : query.AsNoTracking()).AsSingleQuery().FirstOrDefaultAsync(ct);
        return found is null ? null : new(found.Cart, await rules.GetAsync(db, found.Version, ct));
    }
}
