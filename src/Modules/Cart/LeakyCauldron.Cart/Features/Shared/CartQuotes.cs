using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.Cart.Features.Shared;

/// <summary>A cart with what it costs now.</summary>
internal sealed record CartQuote(ShoppingCart Cart, Offers Offers, PricedCart Priced, bool RequiresShipping)
{
    /// <summary>Lines without a price in the cart's currency.</summary>
    public IEnumerable<CartLine> Unpriced => Cart.Lines.Where(l => Offers.Sold(l.VariantId) is { Price: null });
}

/// <summary>What an order may set in place of the cart's own.</summary>
internal sealed record Destination(Address? Shipping, Address? Billing, string? ShippingMethod)
{
    public static Destination Of(ShoppingCart cart) => new(cart.ShippingAddress, cart.BillingAddress, cart.ShippingMethod);
}

/// <summary>Whose uses of a promotion count against the limit per person.</summary>
internal sealed record Redeemer(string Person, string? MailHash)
{
    public static Redeemer Of(ShoppingCart cart, string? email = null) =>
        new(cart.UserId is { } user ? $"user:{user}" : $"cart:{cart.Id}", email is null ? null : HashOf(email));

    private static string HashOf(string email) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(email.Trim().ToLowerInvariant())));
}

/// <summary>Prices carts: one call to Catalog, at most one query for coupons, then the engine.</summary>
internal sealed class CartQuotes(CartDbContext db, IModuleClient modules, ShopSettings shop, TimeProvider clock)
{
    /// <summary>Today's prices and stock of the cart's lines and of what is about to be added.</summary>
    public async Task<Result<Offers>> OffersAsync(
        string currency,
        IEnumerable<Guid> variantIds,
        CancellationToken ct,
        IEnumerable<string>? wantedSkus = null
    )
    {
        Guid[] ids = [.. variantIds.Distinct()];
        string[] skus = [.. (wantedSkus ?? []).Distinct(StringComparer.Ordinal)];
        if (ids.Length + skus.Length == 0)
        {
            return Offers.None;
        }

        var answer = await modules.Send(new GetVariants(ids, skus, currency), ct);
        return answer.IsError ? answer.Error : new Offers(answer.Value);
    }

    public async Task<Result<CartQuote>> QuoteAsync(ShoppingCart cart, PricingRules rules, CancellationToken ct)
    {
        var offers = await OffersAsync(cart.Currency, cart.VariantIds, ct);
        return offers.IsError ? offers.Error : await PriceAsync(cart, rules, offers.Value, Destination.Of(cart), Redeemer.Of(cart), ct);
    }

    public async Task<CartQuote> PriceAsync(
        ShoppingCart cart,
        PricingRules rules,
        Offers offers,
        Destination destination,
        Redeemer redeemer,
        CancellationToken ct
    )
    {
        PricingLine[] lines =
        [
            .. from line in cart.Lines let sold = offers.Sold(line.VariantId) where sold?.Price is not null select LineOf(line, sold),
        ];
        var promotions = await PromotionsAsync(cart.Coupons, rules, redeemer, ct);
        var country = destination.Shipping?.Country ?? destination.Billing?.Country ?? shop.Country;
        var input = new PricingInput(cart.Currency, lines, promotions, rules.Shipping, country, destination.ShippingMethod, clock.Now());
        var priced = PricingEngine.Price(input);
        var missing = cart.Coupons.Except(promotions.Select(p => p.Code), StringComparer.Ordinal);
        return new(
            cart,
            offers,
            priced with
            {
                Refused = [.. priced.Refused, .. missing.Select(code => new RefusedCoupon(code!, CouponRefusal.Unknown))],
            },
            lines.Length == 0 || Array.Exists(lines, l => l.RequiresShipping)
        );
    }

    private async Task<IReadOnlyList<PromotionRule>> PromotionsAsync(string[] coupons, PricingRules rules, Redeemer redeemer, CancellationToken ct)
    {
        var unlimited = rules.Automatic.Where(p => !rules.Limited.Contains(p.Id)).Select(p => p.ToRule(PromotionUse.Available));
        if (coupons.Length + rules.Limited.Length == 0)
        {
            return [.. unlimited];
        }

        var counted = await db
            .Promotions.AsNoTracking()
            .Where(p => p.Enabled && (coupons.Contains(p.Code) || rules.Limited.Contains(p.Id)))
            .Select(p => new
            {
                Promotion = p,
                ByPerson = p.PerPersonLimit == null
                    ? 0
                    : db.Redemptions.Count(r =>
                        r.PromotionId == p.Id && (r.Person == redeemer.Person || (redeemer.MailHash != null && r.MailHash == redeemer.MailHash))
                    ),
            })
            .ToListAsync(ct);
        return [.. unlimited, .. counted.Select(c => c.Promotion.ToRule(c.Promotion.UseBy(c.ByPerson)))];
    }

    private static PricingLine LineOf(CartLine line, VariantSnapshot sold) =>
        new(line.Id, line.VariantId, sold.Price!.Value.Amount, line.Quantity, sold.WeightGrams, sold.RequiresShipping, sold.Taxable, sold.Categories);
}
