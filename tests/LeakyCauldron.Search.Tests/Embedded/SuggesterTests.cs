namespace LeakyCauldron.Search.Tests.Embedded;

public sealed class SuggesterTests
{
    [Fact]
    public async Task First_letters_lead_to_products_brands_categories_and_queries()
    {
        await using var index = await TestIndex.Of(
            Products.Make("Cauldron, pewter", brand: "Candlewick", category: "Cauldrons", sold: 5),
            Products.Make("Cauldron, brass", brand: "Candlewick", category: "Cauldrons", sold: 9),
            Products.Make("Broom")
        );
        var found = (await index.Engine.SuggestAsync("ca", 5, CancellationToken.None)).Value!;
        found.Products.Select(p => p.Title).ShouldBe(["Cauldron, brass", "Cauldron, pewter"]);
        found.Brands.ShouldBe([new("Candlewick", 2)]);
        found.Categories.ShouldBe([new("cauldrons", "Cauldrons", 2)]);
        found.Queries.Select(q => q.Text).ShouldContain("cauldron");
        (await index.Engine.SuggestAsync("cauldron br", 5, CancellationToken.None))
            .Value!.Products.Select(p => p.Title)
            .ShouldBe(["Cauldron, brass"]);
        (await index.Engine.SuggestAsync("cauldorn", 5, CancellationToken.None)).Value!.Products.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_only_said_of_a_product_does_not_suggest_it()
    {
        await using var index = await TestIndex.Of(
            Products.Make("Phoenix feather quill"),
            Products.Make("Wand", attributes: Products.Attributes(("Core", "Phoenix")), sold: 50)
        );
        (await index.Engine.SuggestAsync("phoe", 5, CancellationToken.None)).Value!.Products.Select(p => p.Title).ShouldBe(["Phoenix feather quill"]);
        (await index.Titles("phoenx")).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("***")]
    [InlineData("\0")]
    [InlineData("zzzzzzzzzzzzzzzz")]
    public async Task Nothing_to_go_by_is_nothing_suggested(string typed)
    {
        await using var index = await TestIndex.Of(Products.Make("Cauldron"));
        (await index.Engine.SuggestAsync(typed, 5, CancellationToken.None)).Value!.Products.ShouldBeEmpty();
    }
}
