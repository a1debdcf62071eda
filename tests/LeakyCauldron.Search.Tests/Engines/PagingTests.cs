using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Tests.Engines;

public abstract class PagingTests(EngineKind kind) : EngineTests(kind)
{
    [Theory]
    [InlineData(ProductSort.Relevance)]
    [InlineData(ProductSort.Name)]
    [InlineData(ProductSort.NameDescending)]
    [InlineData(ProductSort.Price)]
    [InlineData(ProductSort.PriceDescending)]
    [InlineData(ProductSort.Newest)]
    [InlineData(ProductSort.Popular)]
    [InlineData(ProductSort.Rating)]
    internal async Task Pages_visit_each_product_once_in_order(ProductSort sort)
    {
        var random = new Random(7);
        var products = Enumerable
            .Range(0, 97)
            .Select(i =>
                Products.Make(
                    $"Wand {random.Next(20)}",
                    price: i % 7 == 0 ? null : random.Next(10) * 100,
                    sold: random.Next(5),
                    rating: random.Next(6),
                    ratings: random.Next(3)
                )
            )
            .ToArray();
        await using var index = await Of(products);
        await index.Apply([.. products.Take(40).Select(p => p.At(2))]);

        var seen = new List<ProductCard>();
        SearchCursor? after = null;
        do
        {
            var page = await index.Search("wand", q => q with { Sort = sort, Limit = 10, After = after });
            page.Total.ShouldBe(products.Length);
            seen.AddRange(page.Hits.Select(h => h.Card));
            after = page.Next;
        } while (after is not null);

        seen.Select(c => c.Id).Order().ShouldBe(products.Select(p => p.ProductId).Order());
        seen.Select(c => c.Id).ShouldBe((await index.Search("wand", q => q with { Sort = sort })).Hits.Select(h => h.Card.Id));
        var prices = seen.Select(c => c.Variants[0].PriceIn("GBP")?.Amount).ToList();
        switch (sort)
        {
            case ProductSort.Name:
                seen.Select(c => c.Title).ShouldBe(seen.Select(c => c.Title).Order(StringComparer.Ordinal));
                break;
            case ProductSort.Price:
                prices.ShouldBe(prices.OrderBy(p => p ?? long.MaxValue));
                break;
            case ProductSort.PriceDescending:
                prices.ShouldBe(prices.OrderByDescending(p => p ?? long.MinValue));
                break;
            case ProductSort.Rating:
                seen.Select(c => c.Rating).ShouldBe(seen.Select(c => c.Rating).OrderDescending());
                break;
        }
    }

    [Fact]
    public async Task A_page_by_name_goes_on_where_its_last_product_was_even_if_that_is_gone()
    {
        var products = new[] { "Aspen", "Birch", "Cedar", "Elder" }.Select(t => Products.Make(t)).ToArray();
        await using var index = await Of(products);
        var first = await index.Search("", q => q with { Limit = 2 });
        await index.Apply(products[1].Gone(2), Products.Make("Beech").At(1), Products.Make("Dogwood").At(1));
        (await index.Titles("", q => q with { After = first.Next })).ShouldBe(["Cedar", "Dogwood", "Elder"]);
    }
}

public sealed class EmbeddedPagingTests() : PagingTests(EngineKind.Embedded);

public sealed class ElasticPagingTests() : PagingTests(EngineKind.Elasticsearch);
