using LeakyCauldron.Cart.Domain.Pricing;

namespace LeakyCauldron.Cart.Tests.Pricing;

public sealed class PromotionTests
{
    [Theory]
    [InlineData(999, 1, 1000, 100)] // 99.9 rounds away from zero
    [InlineData(1005, 1, 1000, 101)] // 100.5 too
    [InlineData(333, 3, 1000, 100)] // of the line, not of the unit: 99.9
    [InlineData(1, 1, 1000, 0)]
    [InlineData(1234, 5, 1500, 926)] // 925.5
    [InlineData(5000, 2, 10000, 10000)]
    public void Percentage_is_taken_of_the_line_and_rounded_half_away_from_zero(long price, int quantity, int basisPoints, long discount) =>
        PricingEngine.Price(Given.Cart([Given.Line(price, quantity)], Given.Percentage(basisPoints))).Discount.ShouldBe(discount);

    [Theory]
    [InlineData(500, new long[] { 1000, 1000, 1000 }, new long[] { 167, 167, 166 })]
    [InlineData(500, new long[] { 100, 200 }, new long[] { 100, 200 })] // never more than there is
    [InlineData(100, new long[] { 9999, 1 }, new long[] { 100, 0 })]
    public void Fixed_amount_is_spread_by_largest_remainder(long amount, long[] prices, long[] shares)
    {
        var lines = prices.Select(p => Given.Line(p)).OrderBy(l => l.VariantId).ToArray();
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = lines[i] with { UnitPrice = prices[i] };
        }

        var priced = PricingEngine.Price(Given.Cart(lines, Given.Fixed(amount)));

        lines.Select(l => priced.Lines[l.Id].Discount).ShouldBe(shares);
    }

    [Theory]
    [InlineData(2, 1, new[] { "1000x3" }, 1000)]
    [InlineData(2, 1, new[] { "1000x2" }, 0)]
    [InlineData(2, 1, new[] { "1000x5" }, 1000)]
    [InlineData(2, 1, new[] { "1000x6" }, 2000)]
    [InlineData(2, 1, new[] { "1000x1", "700x1", "300x1" }, 300)]
    [InlineData(2, 1, new[] { "1000x3", "100x3" }, 200)] // the cheapest of all, not one a triple
    [InlineData(2, 1, new[] { "500x1", "400x4", "300x1" }, 700)]
    [InlineData(3, 2, new[] { "1000x4" }, 0)]
    [InlineData(3, 2, new[] { "1000x5" }, 2000)]
    [InlineData(1, 1, new[] { "250x999" }, 499 * 250)]
    public void Of_every_x_plus_y_units_the_y_cheapest_are_free(int buy, int get, string[] lines, long discount) =>
        PricingEngine.Price(Given.Cart(Parse(lines), Given.BuyGet(buy, get))).Discount.ShouldBe(discount);

    [Fact]
    public void Three_for_two_in_a_category_leaves_other_items_alone()
    {
        var sweets = Given.Line(300, 3, "sweets");
        var wand = Given.Line(100);

        var priced = PricingEngine.Price(Given.Cart([sweets, wand], Given.BuyGet(2, 1, "sweets")));

        priced.Lines[sweets.Id].Discount.ShouldBe(300);
        priced.Lines[wand.Id].Discount.ShouldBe(0);
    }

    [Fact]
    public void Promotions_of_one_priority_run_by_kind_and_take_of_what_is_left()
    {
        var priced = PricingEngine.Price(Given.Cart([Given.Line(1000, 3)], Given.Fixed(300), Given.Percentage(1000), Given.BuyGet(2, 1)));

        priced
            .Applied.Select(a => (a.Kind, a.Amount))
            .ShouldBe([(PromotionKind.BuyXGetY, 1000), (PromotionKind.Percentage, 200), (PromotionKind.Fixed, 300)]);
        priced.Discount.ShouldBe(1500);
    }

    [Fact]
    public void A_lower_priority_number_runs_first()
    {
        var priced = PricingEngine.Price(
            Given.Cart([Given.Line(1000)], Given.Percentage(5000) with { Priority = 2 }, Given.Fixed(100) with { Priority = 1 })
        );

        priced.Applied.Select(a => a.Amount).ShouldBe([100, 450]);
    }

    [Fact]
    public void An_exclusive_promotion_stands_alone()
    {
        var first = PricingEngine.Price(
            Given.Cart([Given.Line(1000)], Given.Percentage(1000, "ALONE") with { Exclusive = true }, Given.Fixed(100, "LATER"))
        );
        var second = PricingEngine.Price(
            Given.Cart([Given.Line(1000)], Given.Percentage(1000, "EARLIER"), Given.Fixed(100, "ALONE") with { Exclusive = true })
        );

        first.Refused.ShouldBe([new("LATER", CouponRefusal.NotCombinable)]);
        second.Refused.ShouldBe([new("ALONE", CouponRefusal.NotCombinable)]);
    }

    [Fact]
    public void Conditions_are_named_when_they_do_not_hold()
    {
        var rule = Given.Percentage(1000, "X");
        Refusal(rule with { StartsAt = Given.Noon.AddSeconds(1) }).ShouldBe(CouponRefusal.NotStarted);
        Refusal(rule with { StartsAt = Given.Noon }).ShouldBeNull();
        Refusal(rule with { EndsAt = Given.Noon }).ShouldBe(CouponRefusal.Expired);
        Refusal(rule with { EndsAt = Given.Noon.AddSeconds(1) }).ShouldBeNull();
        Refusal(rule with { Use = PromotionUse.Exhausted }).ShouldBe(CouponRefusal.Exhausted);
        Refusal(rule with { Use = PromotionUse.UsedByPerson }).ShouldBe(CouponRefusal.UsedByPerson);
        Refusal(rule with { MinimumSubtotal = Given.Gbp(1000) }).ShouldBeNull();
        Refusal(rule with { MinimumSubtotal = Given.Gbp(1001) }).ShouldBe(CouponRefusal.MinimumNotMet);
        Refusal(rule with { MinimumSubtotal = new Dictionary<string, long> { ["XGL"] = 1 } }).ShouldBe(CouponRefusal.Currency);
        Refusal(rule with { Category = "sweets" }).ShouldBe(CouponRefusal.NoMatchingItems);
        Refusal(Given.BuyGet(2, 1) with { Code = "X" }).ShouldBe(CouponRefusal.NotEnoughItems);
        Refusal(
                Given.Fixed(5) with
                {
                    Code = "X",
                    Amounts = new Dictionary<string, long> { ["XGL"] = 5 },
                }
            )
            .ShouldBe(CouponRefusal.Currency);

        static CouponRefusal? Refusal(PromotionRule rule) =>
            PricingEngine.Price(Given.Cart([Given.Line(1000)], rule)).Refused.SingleOrDefault()?.Reason;
    }

    private static PricingLine[] Parse(string[] lines) =>
        [.. lines.Select(l => l.Split('x')).Select(p => Given.Line(long.Parse(p[0]), int.Parse(p[1])))];
}
