namespace LeakyCauldron.Search.Tests.Engines;

public abstract class FindingTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task All_words_must_be_there_somewhere()
    {
        await using var index = await Of(
            Products.Make("Holly Wand", brand: "Hartwell"),
            Products.Make("Holly Wreath", brand: "Hartwell"),
            Products.Make("Oak Wand", description: "With a holly inlay.")
        );
        (await index.Titles("holly wands")).ShouldBe(["Holly Wand", "Oak Wand"]);
        (await index.Titles("hartwell wreath")).ShouldBe(["Holly Wreath"]);
    }

    [Theory]
    [InlineData("WH-1000XM3")]
    [InlineData("wh1000xm3")]
    [InlineData("wh 1000xm3")]
    [InlineData("1000 xm3")]
    public async Task Model_numbers_are_found_however_they_are_written(string typed)
    {
        await using var index = await Of(
            Products.Make("Sony WH-1000XM3 headphones"),
            Products.Make("Sony WH-1000XM4 headphones"),
            Products.Make("Stand")
        );
        (await index.Titles(typed)).ShouldBe(["Sony WH-1000XM3 headphones"]);
    }

    [Theory]
    [InlineData("head set", "Headset")]
    [InlineData("touchscreen", "Touch screen")]
    public async Task Blanks_within_words_do_not_matter(string typed, string title)
    {
        await using var index = await Of(Products.Make(title), Products.Make("Head of lettuce"), Products.Make("Fire screen"));
        (await index.Titles(typed)).ShouldContain(title);
    }

    [Fact]
    public async Task What_a_product_is_counts_more_than_what_it_goes_with()
    {
        await using var index = await Of(Products.Make("Cauldron stand"), Products.Make("Pewter cauldron, 12 inch"), Products.Make("Cauldron lid"));
        (await index.Titles("cauldron"))[0].ShouldBe("Pewter cauldron, 12 inch");
    }

    [Fact]
    public async Task An_exact_sku_or_barcode_comes_first_and_its_variant_is_shown()
    {
        var wanted = Products.Make(
            "Robe",
            variants: [Products.Variant("LC-ROBE-S", size: "Small"), Products.Variant("LC-ROBE-L", barcode: "2000000001074", size: "Large")]
        );
        await using var index = await Of(wanted, Products.Make("LC ROBE L lookalike lc robe l"), Products.Make("Robe"));
        (await index.Search("lc-robe-l")).Hits[0].Variant.Sku.ShouldBe("LC-ROBE-L");
        (await index.Search("2000000001074")).Hits.ShouldHaveSingleItem().Variant.Sku.ShouldBe("LC-ROBE-L");
        (await index.Search("robe large")).Hits[0].Variant.Sku.ShouldBe("LC-ROBE-L");
    }

    [Fact]
    public async Task Typos_are_forgiven_and_told()
    {
        await using var index = await Of(Products.Make("Cauldron"), Products.Make("Broomstick"));
        var page = await index.Search("culdron");
        page.Hits.ShouldHaveSingleItem().Card.Title.ShouldBe("Cauldron");
        page.DidYouMean.ShouldBe("cauldron");
        (await index.Search("brommstik")).DidYouMean.ShouldBe("broomstick");
        (await index.Search("cauldron")).DidYouMean.ShouldBeNull();
    }

    [Fact]
    public async Task The_last_word_may_be_a_beginning()
    {
        await using var index = await Of(Products.Make("Blue cauldron"), Products.Make("Blue broom"));
        (await index.Titles("blue cauld")).ShouldBe(["Blue cauldron"]);
    }

    [Fact]
    public async Task Without_a_product_that_has_all_words_some_will_do()
    {
        await using var index = await Of(Products.Make("Silver goblet"), Products.Make("Golden snitch"), Products.Make("Silver snitch case"));
        var page = await index.Search("silver golden goblet");
        page.Relaxed.ShouldBeTrue();
        page.Hits[0].Card.Title.ShouldBe("Silver goblet");
    }

    [Fact]
    public async Task Found_words_are_marked_and_everything_else_is_escaped()
    {
        await using var index = await Of(Products.Make("Wands <script> & more", description: "The wand."));
        var highlights = (await index.Search("wand")).Hits[0].Highlights;
        highlights["title"].ShouldBe("<em>Wands</em> &lt;script&gt; &amp; more");
        highlights["description"].ShouldBe("The <em>wand</em>.");
    }

    [Theory]
    [InlineData("*")]
    [InlineData("wand*")]
    [InlineData("title:wand OR (a AND")]
    [InlineData("\"unbalanced")]
    [InlineData("/.*(a+)+$/")]
    [InlineData("\0\u0001\u001f\u007f")]
    [InlineData("杖 魔法 палочка عصا")]
    [InlineData("\ud83e\ude84 \ud83e")]
    [InlineData("a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-u-v-w-x-y-z")]
    [InlineData("and or not")]
    public async Task Whatever_is_typed_is_only_text(string typed)
    {
        await using var index = await Of(Products.Make("Wand"), Products.Make("Broom"));
        var page = await index.Search(typed);
        page.Total.ShouldBe(page.Hits.Count);
    }
}

public sealed class EmbeddedFindingTests() : FindingTests(EngineKind.Embedded);

public sealed class ElasticFindingTests() : FindingTests(EngineKind.Elasticsearch);
