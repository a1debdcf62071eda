namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>What all carts are priced by; coupons are looked up by their codes, for there may be very many.</summary>
internal sealed record PricingRules(long Version, ShippingRules Shipping, IReadOnlyList<Promotion> Automatic)
{
    /// <summary>Automatic promotions whose uses must be looked up.</summary>
    public Guid[] Limited { get; } = [.. Automatic.Where(p => p.UsageLimit is not null || p.PerPersonLimit is not null).Select(p => p.Id)];
}

/// <summary>
/// This process's copy of the rules. Whoever reads a cart reads the rules' version in the same query, so a change that staff made through any host counts from
/// its commit on, and an unchanged copy costs nothing.
/// </summary>
internal sealed class PricingRulesCache
{
    private volatile PricingRules? _current;

    public async ValueTask<PricingRules> GetAsync(CartDbContext db, long version, CancellationToken ct)
    {
        if (_current is { } current && current.Version == version)
        {
            return current;
        }

        var zones = await db.Zones.AsNoTracking().ToListAsync(ct);
        var methods = await db.Methods.AsNoTracking().Where(m => m.Enabled).ToListAsync(ct);
        var taxes = await db.TaxRates.AsNoTracking().ToListAsync(ct);
        var automatic = await db.Promotions.AsNoTracking().Where(p => p.Code == null && p.Enabled).ToListAsync(ct);
        ShippingRules shipping = new([.. zones.Select(z => z.ToRule())], [.. methods.Select(m => m.ToRule())], [.. taxes.Select(t => t.ToRule())]);
        return _current = new(version, shipping, automatic);
    }
}
