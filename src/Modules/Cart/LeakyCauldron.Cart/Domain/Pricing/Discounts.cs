namespace LeakyCauldron.Cart.Domain.Pricing;

/// <summary>
/// Applies promotions one after the other to what the ones before have left: by priority, then kind, then code, then id. A percentage is taken of each line and
/// rounded there; a fixed amount is capped at what is left of its lines and spread over them by largest remainder; of every X + Y units the Y cheapest are
/// free, counted over all matching lines. No line can fall below zero.
/// </summary>
internal sealed class Discounts
{
    private readonly PricingInput _input;
    private readonly PricingLine[] _lines;
    private readonly long[] _left;
    private readonly long _subtotal;
    private readonly List<AppliedPromotion> _applied = [];
    private readonly List<RefusedCoupon> _refused = [];

    private Discounts(PricingInput input)
    {
        _input = input;
        _lines = [.. input.Lines.OrderBy(l => l.VariantId).ThenBy(l => l.Id)];
        _left = [.. _lines.Select(l => l.Total)];
        _subtotal = _left.Sum();
    }

    public static (IReadOnlyDictionary<Guid, long> ByLine, IReadOnlyList<AppliedPromotion> Applied, IReadOnlyList<RefusedCoupon> Refused) Of(
        PricingInput input
    )
    {
        var run = new Discounts(input);
        foreach (
            var rule in input.Promotions.OrderBy(p => p.Priority).ThenBy(p => p.Kind).ThenBy(p => p.Code, StringComparer.Ordinal).ThenBy(p => p.Id)
        )
        {
            run.Consider(rule);
        }

        var byLine = run._lines.Select((line, i) => (line.Id, Discount: line.Total - run._left[i])).ToDictionary(x => x.Id, x => x.Discount);
        return (byLine, run._applied, run._refused);
    }

    private bool Closed { get; set; }

    private void Consider(PromotionRule rule)
    {
        var before = _left.Sum();
        if ((Refusal(rule) ?? Apply(rule)) is { } reason)
        {
            if (rule.Code is not null)
            {
                _refused.Add(new(rule.Code, reason));
            }

            return;
        }

        _applied.Add(new(rule.Id, rule.Code, rule.Name, rule.Kind, before - _left.Sum()));
        Closed |= rule.Exclusive;
    }

    private CouponRefusal? Refusal(PromotionRule rule) =>
        rule.StartsAt > _input.Now ? CouponRefusal.NotStarted
        : rule.EndsAt <= _input.Now ? CouponRefusal.Expired
        : rule.Use is PromotionUse.Exhausted ? CouponRefusal.Exhausted
        : rule.Use is PromotionUse.UsedByPerson ? CouponRefusal.UsedByPerson
        : Closed || (rule.Exclusive && _applied.Count > 0) ? CouponRefusal.NotCombinable
        : rule.Kind is PromotionKind.Fixed && rule.Amounts?.ContainsKey(_input.Currency) != true ? CouponRefusal.Currency
        : rule.MinimumSubtotal is { } minimum && !minimum.ContainsKey(_input.Currency) ? CouponRefusal.Currency
        : rule.MinimumSubtotal?.GetValueOrDefault(_input.Currency) > _subtotal ? CouponRefusal.MinimumNotMet
        : !_lines.Any(l => Matches(rule, l)) ? CouponRefusal.NoMatchingItems
        : null;

    private CouponRefusal? Apply(PromotionRule rule) =>
        rule.Kind switch
        {
            PromotionKind.BuyXGetY => ApplyBuyXGetY(rule),
            PromotionKind.Percentage => ApplyPercentage(rule),
            PromotionKind.Fixed => ApplyFixed(rule),
            _ => _applied.Exists(a => a.Kind is PromotionKind.FreeShipping) ? CouponRefusal.NoEffect : null,
        };

    private CouponRefusal? ApplyPercentage(PromotionRule rule) =>
        TakeOff([.. _lines.Select((line, i) => Matches(rule, line) ? Rounding.Share(_left[i], rule.BasisPoints) : 0)]);

    private CouponRefusal? ApplyFixed(PromotionRule rule)
    {
        long[] weights = [.. _lines.Select((line, i) => Matches(rule, line) ? _left[i] : 0)];
        var amount = new Money(Math.Min(rule.Amounts![_input.Currency], weights.Sum()), _input.Currency);
        return amount.Amount == 0 ? CouponRefusal.NoEffect : TakeOff([.. amount.Allocate(weights).Select(m => m.Amount)]);
    }

    private CouponRefusal? ApplyBuyXGetY(PromotionRule rule)
    {
        var matching = Enumerable.Range(0, _lines.Length).Where(i => Matches(rule, _lines[i])).ToArray();
        var free = matching.Sum(i => (long)_lines[i].Quantity) / (rule.Buy + rule.Get) * rule.Get;
        if (free == 0)
        {
            return CouponRefusal.NotEnoughItems;
        }

        var off = new long[_lines.Length];
        foreach (var i in matching.Order(Comparer<int>.Create(CompareUnits)))
        {
            var units = Math.Min(free, _lines[i].Quantity);
            off[i] = Rounding.Divide((Int128)_left[i] * units, _lines[i].Quantity);
            free -= units;
        }

        return TakeOff(off);
    }

    /// <summary>By what one unit still costs, compared without dividing.</summary>
    private int CompareUnits(int a, int b)
    {
        var compared = ((Int128)_left[a] * _lines[b].Quantity).CompareTo((Int128)_left[b] * _lines[a].Quantity);
        return compared != 0 ? compared : a.CompareTo(b);
    }

    private CouponRefusal? TakeOff(long[] amounts)
    {
        if (Array.TrueForAll(amounts, a => a == 0))
        {
            return CouponRefusal.NoEffect;
        }

        for (var i = 0; i < amounts.Length; i++)
        {
            _left[i] -= amounts[i];
        }

        return null;
    }

    private static bool Matches(PromotionRule rule, PricingLine line) =>
        rule.Category is null || line.Categories.Contains(rule.Category, StringComparer.Ordinal);
}
