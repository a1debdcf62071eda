using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests.Engines;

public abstract class FacetTests(EngineKind kind) : EngineTests(kind)
{
    private Task<TestIndex> Shop() =>
        Of(
            Products.Make(
                "Wand A",
                "Hartwell",
                category: "Wands/Holly",
                attributes: Products.Attributes(("Core", "Phoenix"), ("Wood", "Holly")),
                price: 400,
                rating: 4.5,
                ratings: 2
            ),
            Products.Make(
                "Wand B",
                "Hartwell",
                category: "Wands/Oak",
                attributes: Products.Attributes(("Core", "Dragon"), ("Wood", "Oak")),
                price: 1500,
                inStock: false
            ),
            Products.Make(
                "Wand C",
                "Sprig",
                category: "Wands/Oak",
                attributes: Products.Attributes(("Core", "Phoenix"), ("Wood", "Oak")),
                price: 1999,
                rating: 3,
                ratings: 1
            ),
            Products.Make("Broom", "Sprig", category: "Brooms", price: null)
        );

    [Fact]
    public async Task A_facet_counts_as_if_its_own_filter_were_off()
    {
        await using var index = await Shop();
        var page = await index.Search("wand", q => q with { Brands = ["hartwell"], Attributes = Wanted("core", "Phoenix") });
        page.Total.ShouldBe(1);
        Values(page, "brand").ShouldBe(["Hartwell 1 *", "Sprig 1"]);
        Values(page, "attributes.Core").ShouldBe(["Phoenix 1 *", "Dragon 1"]);
        Values(page, "attributes.Wood").ShouldBe(["Holly 1"]);
        Values(page, "inStock").ShouldBe(["true 1", "false 0"]);
    }

    [Fact]
    public async Task A_category_holds_what_lies_below_it()
    {
        await using var index = await Shop();
        Values(await index.Search(), "category").ShouldBe(["wands 3", "oak 2", "brooms 1", "holly 1"]);
        (await index.Titles("", q => q with { Categories = ["wands"] })).ShouldBe(["Wand A", "Wand B", "Wand C"]);
        (await index.Titles("", q => q with { Categories = ["holly", "brooms"] })).ShouldBe(["Broom", "Wand A"]);
    }

    [Fact]
    public async Task Price_ranges_are_the_values_of_the_price_filter()
    {
        await using var index = await Shop();
        Values(await index.Search(), "price").ShouldBe(["0-499 1", "1000-1999 2"]);
        var narrowed = await index.Search("", q => q with { MinPrice = 1000, MaxPrice = 1999 });
        narrowed.Total.ShouldBe(2);
        Values(narrowed, "price").ShouldBe(["0-499 1", "1000-1999 2 *"]);
        (await index.Search("", q => q with { MinPrice = 1, Currency = "XGL" })).Total.ShouldBe(0);
    }

    [Fact]
    public async Task Stock_and_rating_narrow()
    {
        await using var index = await Shop();
        (await index.Titles("wand", q => q with { InStock = false })).ShouldBe(["Wand B"]);
        (await index.Titles("wand", q => q with { MinRating = 4 })).ShouldBe(["Wand A"]);
        Values(await index.Search(), "rating").ShouldBe(["4 1", "3 2", "2 2", "1 2"]);
    }

    [Fact]
    public async Task A_value_that_nothing_has_finds_nothing_and_breaks_nothing()
    {
        await using var index = await Shop();
        var page = await index.Search("wand", q => q with { Brands = ["Nobody"], Categories = ["nowhere"], Attributes = Wanted("Charm", "None") });
        page.Total.ShouldBe(0);
        page.Relaxed.ShouldBeFalse();
    }

    [Fact]
    public async Task Names_and_values_may_be_anything_and_many()
    {
        var attributes = Products.Attributes(("Size [in] > \"wide\"", "a|b (c).*"), ("Other", "x"));
        await using var index = await Of(Products.Make("Wand", "A.B|C [Ltd]", category: "Wands", attributes: attributes), Products.Make("Broom"));
        string[] many = [.. Enumerable.Range(0, 49).Select(i => new string((char)('a' + (i % 26)), 100 + i)), "a.b|c [ltd]"];
        var page = await index.Search("", q => q with { Brands = many, Attributes = Wanted("size [in] > \"wide\"", "a|b (c).*") });
        page.Total.ShouldBe(1);
        Values(page, "brand").First().ShouldBe("A.B|C [Ltd] 1 *");
        Values(page, "attributes.Size [in] > \"wide\"").ShouldBe(["a|b (c).* 1 *"]);
    }

    private static Dictionary<string, IReadOnlyList<string>> Wanted(string name, string value) => new() { [name] = [value] };

    private static IEnumerable<string> Values(SearchPage page, string field) =>
        page.Facets.Single(f => f.Field == field).Values.Select(v => $"{v.Value} {v.Count}{(v.Selected ? " *" : "")}");
}

public sealed class EmbeddedFacetTests() : FacetTests(EngineKind.Embedded);

public sealed class ElasticFacetTests() : FacetTests(EngineKind.Elasticsearch);
