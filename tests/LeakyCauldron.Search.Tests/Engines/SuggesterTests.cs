namespace LeakyCauldron.Search.Tests.Engines;

public abstract class SuggesterTests(EngineKind kind) : EngineTests(kind)
{
    [Fact]
    public async Task First_letters_lead_to_products_brands_categories_and_queries()
    {
        await using var index = await Of(
            Products.Make("Cauldron, pewter", brand: "Candlewick", category: "Cauldrons", sold: 5),
            Products.Make("Cauldron, brass", brand: "Candlewick", category: "Cauldrons", sold: 9),
            Products.Make("Broom")
        );
        var found = await index.Suggest("ca");
        found.Products.Select(p => p.Title).ShouldBe(["Cauldron, brass", "Cauldron, pewter"]);
        found.Brands.ShouldBe([new("Candlewick", 2)]);
        found.Categories.ShouldBe([new("cauldrons", "Cauldrons", 2)]);
        found.Queries.Select(q => q.Text).ShouldContain("cauldron");
        (await index.Suggest("cauldron br")).Products.Select(p => p.Title).ShouldBe(["Cauldron, brass"]);
        (await index.Suggest("cauldorn")).Products.Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_is_only_said_of_a_product_does_not_suggest_it()
    {
        await using var index = await Of(
            Products.Make("Phoenix feather quill"),
            Products.Make("Wand", attributes: Products.Attributes(("Core", "Phoenix")), sold: 50)
        );
        (await index.Suggest("phoe")).Products.Select(p => p.Title).ShouldBe(["Phoenix feather quill"]);
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
        await using var index = await Of(Products.Make("Cauldron"));
        (await index.Suggest(typed)).Products.ShouldBeEmpty();
    }
}

public sealed class EmbeddedSuggesterTests() : SuggesterTests(EngineKind.Embedded);

public sealed class ElasticSuggesterTests() : SuggesterTests(EngineKind.Elasticsearch);
