using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Tests.Text;

public sealed class NounHeadsTests
{
    [Theory]
    [InlineData("Monitor stand", "stand")]
    [InlineData("Flat panel monitor, 22 inch", "monitor inch")]
    [InlineData("Lantern 400 W for desks", "lantern")]
    [InlineData("Leather satchel blue", "satchel")]
    [InlineData("Wall lamp - brass", "lamp brass")]
    [InlineData("Owl cage. With a free owl", "cage")]
    [InlineData("", "")]
    [InlineData("12345", "")]
    public void What_a_thing_is(string text, string heads)
    {
        var tokens = new List<TextToken>();
        TextSplitter.Tokenize(text, tokens);
        var found = new HashSet<string>();
        NounHeads.Collect(text, tokens, ["blue"], found);
        string.Join(' ', found).ShouldBe(heads);
    }
}
