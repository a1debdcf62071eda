using LeakyCauldron.Search.Log;

namespace LeakyCauldron.Search.Tests.Log;

public sealed class SearchLogTests
{
    [Theory]
    [InlineData("  Holly   WAND ", "holly wand")]
    [InlineData("wh-1000xm3", "wh-1000xm3")]
    [InlineData("nineteen 12345678", "nineteen 12345678")]
    [InlineData("", null)]
    [InlineData(" \t", null)]
    [InlineData("harry@leaky.test", null)]
    [InlineData("+44 20 7946 0018", null)]
    [InlineData("4111 1111 1111 1111", null)]
    public void What_looks_like_a_person_is_not_kept(string typed, string? kept) => SearchLog.TextOf(typed).ShouldBe(kept);

    [Fact]
    public void A_flood_makes_nobody_wait_and_fills_nothing()
    {
        var log = new SearchLog(TimeProvider.System);
        for (var i = 0; i < 100_000; i++)
        {
            log.Add("wand", found: true, TimeSpan.FromMilliseconds(1));
        }

        log.Queue.Count.ShouldBe(10_000);
    }
}
