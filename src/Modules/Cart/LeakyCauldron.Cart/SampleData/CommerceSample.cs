using System.Text.Json;

namespace LeakyCauldron.Cart.SampleData;

/// <summary>Promotions, shipping zones and methods, and tax rates of the sample shop; all or none, so it can run again.</summary>
internal sealed class CommerceSample(CartDbContext db, TimeProvider clock) : ISampleData
{
    public async Task LoadAsync(CancellationToken ct)
    {
        if (await db.Zones.AnyAsync(ct))
        {
            return;
        }

        await using var stream = typeof(CommerceSample).Assembly.GetManifestResourceStream("commerce.json")!;
        var sample = (await JsonSerializer.DeserializeAsync<Sample>(stream, Json.Api, ct))!;
        db.Zones.AddRange(sample.Zones.Select(z => ShippingZone.Create(z.Code, z.Name, z.Countries)));
        db.Methods.AddRange(sample.Methods.Select(m => ShippingMethod.Create(m.Code, m.Name, m.Description, m.Zone, m.Rates, enabled: true)));
        db.TaxRates.AddRange(
            sample.TaxRates.Select(t => TaxRate.Create(t.Zone, t.Name, null, t.RateBasisPoints, t.IncludedInPrice, appliesToShipping: true))
        );
        db.Promotions.AddRange(sample.Promotions.Select(p => Promotion.Create(p.ToTerms(), clock.Now())));
        (await db.RulesVersions.SingleAsync(ct)).Bump();
        await db.SaveChangesAsync(ct);
    }

    private sealed record Sample(
        IReadOnlyList<SamplePromotion> Promotions,
        IReadOnlyList<SampleZone> Zones,
        IReadOnlyList<SampleMethod> Methods,
        IReadOnlyList<SampleTaxRate> TaxRates
    );

    private sealed record SampleZone(string Code, string Name, IReadOnlyList<string> Countries);

    private sealed record SampleMethod(string Code, string Name, string Zone, string Description, IReadOnlyList<ShippingRate> Rates);

    private sealed record SampleTaxRate(string Zone, string Name, int RateBasisPoints, bool IncludedInPrice);

    private sealed record SamplePromotion(
        string? Code,
        string Name,
        PromotionKind Kind,
        int? Percent,
        IReadOnlyDictionary<string, long>? Amounts,
        int? Buy,
        int? Get,
        IReadOnlyDictionary<string, long>? MinimumSubtotal,
        string? Category,
        int? UsageLimit,
        int? PerPersonLimit,
        DateTimeOffset? StartsAt,
        DateTimeOffset? EndsAt
    )
    {
        public PromotionTerms ToTerms() =>
            new(
                Code,
                Name,
                Kind,
                0,
                false,
                Percent * 100,
                Amounts,
                Buy,
                Get,
                MinimumSubtotal,
                Category,
                UsageLimit,
                PerPersonLimit,
                StartsAt,
                EndsAt,
                true
            );
    }
}
