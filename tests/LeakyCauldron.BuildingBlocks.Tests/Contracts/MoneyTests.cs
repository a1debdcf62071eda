using CsCheck;
using LeakyCauldron.BuildingBlocks.Contracts;

namespace LeakyCauldron.BuildingBlocks.Tests.Contracts;

public sealed class MoneyTests
{
    [Fact]
    public void Shares_add_up_to_the_whole() =>
        Gen.Select(Gen.Long[-1_000_000_000, 1_000_000_000], Gen.Long[0, 1_000_000].Array[1, 20])
            .Sample(
                (amount, weights) =>
                {
                    var parts = new Money(amount, "GBP").Allocate(weights);
                    return parts.Count == weights.Length && parts.Sum(p => p.Amount) == amount;
                }
            );

    [Fact]
    public void Currencies_do_not_mix() => Should.Throw<InvalidOperationException>(() => new Money(1, "GBP") + new Money(1, "XGL"));

    [Theory]
    [InlineData(0, "0G 0S 0K")]
    [InlineData(28, "0G 0S 28K")]
    [InlineData(29, "0G 1S 0K")]
    [InlineData(493, "1G 0S 0K")]
    [InlineData(1636, "3G 5S 12K")]
    [InlineData(-493, "-1G 0S 0K")]
    public void Knuts_sickles_and_galleons(long knuts, string formatted) => new Money(knuts, "XGL").Formatted.ShouldBe(formatted);

    [Theory]
    [InlineData("12.50", 1250L)]
    [InlineData("0", 0L)]
    [InlineData("-1.00", null)]
    [InlineData("1.005", null)]
    [InlineData("1e3", null)]
    [InlineData("twelve", null)]
    public void Prices_are_read_to_the_penny_or_not_at_all(string text, long? pence) => Currencies.Find("GBP")!.ParseMinorUnits(text).ShouldBe(pence);

    [Fact]
    public void Large_amounts_do_not_wrap_around() => Should.Throw<OverflowException>(() => new Money(long.MaxValue, "GBP") * 2);
}
