using LeakyCauldron.Cart.Domain.Pricing;

namespace LeakyCauldron.Cart.Tests.Pricing;

public sealed class ShippingAndTaxTests
{
    [Theory]
    [InlineData(1999, 1000, 395)]
    [InlineData(2000, 1000, 595)] // bands begin with their lower end
    [InlineData(0, 1000, 395)]
    [InlineData(90000, 5000, 0)] // the cheapest that matches
    [InlineData(100, 4999, 395)]
    public void Rate_follows_weight_and_subtotal(int grams, long price, long shipping) =>
        PricingEngine.Price(Given.Cart([Given.Line(price, grams: grams)]) with { ShippingMethod = "owl" }).Shipping.ShouldBe(shipping);

    [Theory]
    [InlineData("GB", new[] { "owl", "swift" })]
    [InlineData("FR", new string[0])] // its zone has no method
    [InlineData("US", new[] { "albatross" })] // no zone names it
    public void Methods_follow_the_zone(string country, string[] methods) =>
        PricingEngine.Price(Given.Cart([Given.Line(1000)]) with { Country = country }).Options.Select(o => o.Code).ShouldBe(methods);

    [Fact]
    public void What_needs_no_shipping_has_no_methods_and_no_weight()
    {
        PricingEngine.Price(Given.Cart([Given.Line(1000, ships: false)]) with { ShippingMethod = "owl" }).Options.ShouldBeEmpty();
        PricingEngine
            .Price(Given.Cart([Given.Line(1000, ships: false, grams: 9000), Given.Line(1000, grams: 1)]) with { ShippingMethod = "owl" })
            .Shipping.ShouldBe(395);
    }

    [Fact]
    public void Free_shipping_takes_the_price_of_shipping_and_nothing_else()
    {
        var priced = PricingEngine.Price(Given.Cart([Given.Line(1000)], Given.FreeShipping()) with { ShippingMethod = "swift" });

        (priced.Shipping, priced.Chosen!.Price, priced.Discount, priced.Total).ShouldBe((0, 795, 0, 1000));
    }

    [Fact]
    public void Another_currency_has_no_rate() =>
        PricingEngine.Price(Given.Cart([Given.Line(1000)]) with { Currency = "XGL" }).Options.ShouldBeEmpty();

    [Theory]
    [InlineData(1200, 1, 200)]
    [InlineData(999, 1, 167)] // 166.5 rounds away from zero
    [InlineData(333, 3, 167)] // of the line
    public void Included_tax_is_inside_the_total(long price, int quantity, long tax)
    {
        var priced = PricingEngine.Price(Given.Cart([Given.Line(price, quantity)]));

        (priced.Tax, priced.TaxIncluded, priced.Total).ShouldBe((tax, true, price * quantity));
    }

    [Fact]
    public void Excluded_tax_comes_on_top_of_lines_and_shipping()
    {
        var rules = Given.Rules with { Methods = [new("post", "Post", null, "eu", [new(0, null, null, Given.Gbp(500))])] };
        var input = Given.Cart([Given.Line(1050), Given.Line(333)], Given.Percentage(1000)) with
        {
            Country = "DE",
            ShippingMethod = "post",
            Rules = rules,
        };

        var priced = PricingEngine.Price(input);

        // 945 and 300 after discounts: 179.55 and 57.00; shipping: 95.00.
        (priced.TaxIncluded, priced.Tax).ShouldBe((false, 180 + 57 + 95));
        priced.Total.ShouldBe(1383 - 138 + 500 + 332);
    }

    [Fact]
    public void A_category_rate_goes_before_the_general_one_and_exempt_goods_bear_none()
    {
        PricingEngine.Price(Given.Cart([Given.Line(1200, category: "books")])).Tax.ShouldBe(0);
        PricingEngine.Price(Given.Cart([Given.Line(1200, taxable: false)])).Tax.ShouldBe(0);
    }

    [Fact]
    public void A_country_without_rates_pays_none() =>
        PricingEngine
            .Price(Given.Cart([Given.Line(1200)]) with { Country = "US" })
            .ShouldSatisfyAllConditions(p => p.Tax.ShouldBe(0), p => p.Total.ShouldBe(1200));
}
