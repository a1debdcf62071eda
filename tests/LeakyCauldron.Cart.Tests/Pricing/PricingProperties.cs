using CsCheck;
using LeakyCauldron.Cart.Domain.Pricing;

namespace LeakyCauldron.Cart.Tests.Pricing;

public sealed class PricingProperties
{
    private static readonly string?[] Categories = [null, "sweets", "books"];
    private static readonly string[] Countries = ["GB", "DE", "US"];
    private static readonly string?[] Methods = [null, "owl", "swift", "albatross"];

    private static readonly Gen<PricingLine> Lines = Gen.Select(
            Gen.Guid,
            Gen.Guid,
            Gen.OneOf(Gen.Long[0, 50], Gen.Long[0, 100_000], Gen.Const(1_000_000_000_000L)),
            Gen.OneOf(Gen.Int[1, 7], Gen.Const(999)),
            Gen.Int[0, 30_000],
            Gen.Bool,
            Gen.Bool,
            Gen.Int[0, 2].Select(i => Categories[i])
        )
        .Select(
            (id, variant, price, quantity, grams, ships, taxable, category) =>
                new PricingLine(id, variant, price, quantity, grams, ships, taxable, category is null ? [] : [category])
        );

    private static readonly Gen<PromotionRule> Promotions = Gen.Select(
            Gen.Guid,
            Gen.Enum<PromotionKind>(),
            Gen.Int[0, 3],
            Gen.Frequency((9, Gen.Const(false)), (1, Gen.Const(true))),
            Gen.Int[1, 10_000],
            Gen.Long[1, 200_000],
            Gen.Int[1, 4],
            Gen.Int[0, 2].Select(i => Categories[i])
        )
        .Select(
            (id, kind, priority, exclusive, share, amount, units, category) =>
                new PromotionRule(
                    id,
                    id.ToString(),
                    "Any",
                    kind,
                    priority,
                    exclusive,
                    share,
                    Given.Gbp(amount),
                    units,
                    1 + (share % 3),
                    share % 4 == 0 ? Given.Gbp(amount) : null,
                    category
                )
        );

    private static readonly Gen<PricingInput> Inputs = Gen.Select(
            Lines.Array[0, 12],
            Promotions.Array[0, 6],
            Gen.Int[0, 2].Select(i => Countries[i]),
            Gen.Int[0, 3].Select(i => Methods[i])
        )
        .Select((lines, promotions, country, method) => Given.Cart(lines, promotions) with { Country = country, ShippingMethod = method });

    [Fact]
    public void Nothing_is_negative_and_everything_adds_up() =>
        Inputs.Sample(input =>
        {
            var priced = PricingEngine.Price(input);

            priced.Lines.Values.ShouldAllBe(l => l.Total >= 0 && l.Discount >= 0 && l.Discount <= l.Total && l.Tax >= 0);
            priced.Subtotal.ShouldBe(input.Lines.Sum(l => l.UnitPrice * l.Quantity));
            priced.Discount.ShouldBe(priced.Lines.Values.Sum(l => l.Discount));
            priced.Discount.ShouldBe(priced.Applied.Sum(a => a.Amount));
            priced.Total.ShouldBe(priced.Subtotal - priced.Discount + priced.Shipping + (priced.TaxIncluded ? 0 : priced.Tax));
            priced.Total.ShouldBeGreaterThanOrEqualTo(0);
            priced.Shipping.ShouldBe(priced.FreeShipping is null ? priced.Chosen?.Price ?? 0 : 0);
            (priced.Applied.Count(a => a.Code is not null) + priced.Refused.Count).ShouldBe(input.Promotions.Count);
        });

    [Fact]
    public void The_order_of_lines_and_promotions_is_irrelevant() =>
        Gen.Select(Inputs, Gen.Int)
            .Sample(
                (input, seed) =>
                {
                    var random = new Random(seed);
                    var lines = input.Lines.ToArray();
                    var promotions = input.Promotions.ToArray();
                    random.Shuffle(lines);
                    random.Shuffle(promotions);

                    var (a, b) = (PricingEngine.Price(input), PricingEngine.Price(input with { Lines = lines, Promotions = promotions }));

                    b.Lines.OrderBy(l => l.Key).ShouldBe(a.Lines.OrderBy(l => l.Key));
                    b.Applied.ShouldBe(a.Applied);
                    b.Refused.ShouldBe(a.Refused);
                    (b.Total, b.Tax, b.Shipping).ShouldBe((a.Total, a.Tax, a.Shipping));
                }
            );

    [Fact]
    public void Only_matching_lines_are_discounted() =>
        Gen.Select(Lines.Array[1, 8], Promotions)
            .Sample(
                (lines, promotion) =>
                {
                    var priced = PricingEngine.Price(Given.Cart(lines, promotion with { Category = "sweets" }));

                    lines.Where(l => !l.Categories.Contains("sweets")).ShouldAllBe(l => priced.Lines[l.Id].Discount == 0);
                }
            );

    [Fact]
    public void Three_for_two_agrees_with_counting_units_one_by_one() =>
        Gen.Select(Gen.Long[1, 500], Gen.Int[1, 9])
            .Array[1, 8]
            .Sample(lines =>
            {
                long[] units = [.. lines.SelectMany(l => Enumerable.Repeat(l.Item1, l.Item2)).Order()];
                var expected = units.Take(units.Length / 3).Sum();

                var priced = PricingEngine.Price(Given.Cart([.. lines.Select(l => Given.Line(l.Item1, l.Item2))], Given.BuyGet(2, 1)));

                priced.Discount.ShouldBe(expected);
            });
}
