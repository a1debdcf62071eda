using CsCheck;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Tests.Text;

public sealed class TextSplitterTests
{
    [Theory]
    [InlineData("Holly Wand", "holly|wand")]
    [InlineData("WH-1000XM3", "wh|1000|xm|3 + wh1000xm3 1000xm3")]
    [InlineData("gtx1080 ti", "gtx|1080|ti + gtx1080")]
    [InlineData("Crème brûlée", "creme|brulee")]
    [InlineData("wizard's hat", "wizard|hat")]
    [InlineData("Straße", "strasse")]
    [InlineData("2.5 inch", "2|5|inch + 25")]
    [InlineData("魔法の杖", "魔|法|の|杖 + 魔法の杖")]
    [InlineData("палочка", "палочка")]
    [InlineData("* ? ~ \" AND:(", "and")]
    [InlineData("\0\u0007\u200b", "")]
    public void A_text_becomes_terms(string text, string expected)
    {
        var tokens = new List<TextToken>();
        TextSplitter.Tokenize(text, tokens);
        var parts = string.Join('|', tokens.Where(t => !t.Joined).Select(t => t.Form.Text));
        var joined = string.Join(' ', tokens.Where(t => t.Joined).Select(t => t.Form.Text));
        (joined.Length == 0 ? parts : $"{parts} + {joined}").ShouldBe(expected);
    }

    [Theory]
    [InlineData("wands", "wand")]
    [InlineData("batteries", "battery")]
    [InlineData("wireless", "wireless")]
    public void Plurals_are_searched_as_one(string word, string stem) => WordForms.Of(word).Stem.ShouldBe(stem);

    [Fact]
    public void Any_text_is_split_into_pieces_of_itself() =>
        Gen.String.Sample(text =>
        {
            var tokens = new List<TextToken>();
            TextSplitter.Tokenize(text, tokens);
            return tokens.TrueForAll(t => t.Start >= 0 && t.Start < t.End && t.End <= text.Length)
                && tokens.Where(t => !t.Joined).Zip(tokens.Where(t => !t.Joined).Skip(1)).All(p => p.First.End <= p.Second.Start);
        });

    [Fact]
    public void Filler_words_are_left_out_unless_there_is_nothing_else()
    {
        QueryText.Parse("a wand for the boy").Words.Select(w => w.Whole.Text).ShouldBe(["wand", "boy"]);
        QueryText.Parse("the a").Words.Count.ShouldBe(2);
    }
}
