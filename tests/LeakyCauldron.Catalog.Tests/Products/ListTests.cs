using System.Diagnostics;
using System.Net;
using System.Text.Json;
using LeakyCauldron.Catalog.Tests.Harness;

namespace LeakyCauldron.Catalog.Tests.Products;

public sealed class ListTests
{
    private static readonly string[] Sorts = ["", "name", "-name", "price", "-price", "newest", "popular", "rating"];

    [Fact]
    public async Task Paging_meets_each_product_once_in_every_order()
    {
        await using var shop = await OpenAsync();
        foreach (var sort in Sorts)
        {
            foreach (var currency in new[] { "GBP", "XGL", "KWD" })
            {
                var items = await AllAsync(shop, $"sort={sort}&currency={currency}&limit=17");
                items.Select(i => i.GetProperty("id").GetGuid()).Distinct().Count().ShouldBe(items.Count, sort);
                items.Count.ShouldBe((await shop.GetAsync("catalog/products?limit=1")).GetProperty("total").GetInt32(), $"{sort} {currency}");
                if (sort.EndsWith("price", StringComparison.Ordinal))
                {
                    var prices = items.Select(Price).OfType<long>().ToArray();
                    prices.ShouldBe(sort[0] == '-' ? prices.OrderDescending() : prices.Order());
                    items.Select(Price).SkipWhile(p => p is not null).ShouldAllBe(p => p == null);
                }

                if (sort.EndsWith("name", StringComparison.Ordinal))
                {
                    var titles = items.Select(i => i.GetProperty("title").GetString()!.ToLowerInvariant()).ToArray();
                    titles.ShouldBe(sort[0] == '-' ? titles.OrderDescending(StringComparer.Ordinal) : titles.Order(StringComparer.Ordinal));
                }
            }
        }
    }

    [Theory]
    [InlineData("category=wands")]
    [InlineData("collection=presents")]
    [InlineData("collection=under-two-galleons")]
    [InlineData("collection=first-term")]
    [InlineData("brand=Hartwell%20%26%20Sprig&brand=Foxfire%20Novelties")]
    [InlineData("tag=gift&minPrice=500&maxPrice=5000")]
    [InlineData("inStock=false")]
    public async Task Filters_narrow_and_total_is_exact(string filter)
    {
        await using var shop = await OpenAsync();
        var all = (await shop.GetAsync("catalog/products?limit=1")).GetProperty("total").GetInt32();
        var some = await AllAsync(shop, $"{filter}&limit=10&sort=price");
        some.Count.ShouldBeInRange(1, all - 1);
        (await shop.GetAsync($"catalog/products?{filter}&limit=1")).GetProperty("total").GetInt32().ShouldBe(some.Count);
    }

    [Theory]
    [InlineData("category=no-such")]
    [InlineData("collection=no-such")]
    [InlineData("brand=no-such")]
    [InlineData("minPrice=99999999")]
    public async Task What_matches_nothing_is_an_empty_list(string filter)
    {
        await using var shop = await OpenAsync();
        var page = await shop.GetAsync($"catalog/products?{filter}");
        page.GetProperty("items").GetArrayLength().ShouldBe(0);
        page.GetProperty("total").GetInt32().ShouldBe(0);
        page.GetProperty("next").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Theory]
    [InlineData("sort=colour")]
    [InlineData("limit=0")]
    [InlineData("limit=101")]
    [InlineData("after=abc")]
    [InlineData("minPrice=-1")]
    [InlineData("minPrice=5&maxPrice=4")]
    [InlineData("currency=ABC")]
    public async Task A_list_that_cannot_be_is_refused(string query)
    {
        await using var shop = await OpenAsync();
        (await shop.Guest.GetAsync($"catalog/products?{query}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_cursor_of_another_order_is_refused()
    {
        await using var shop = await OpenAsync();
        var next = (await shop.GetAsync("catalog/products?limit=2")).GetProperty("next").GetString();
        (await shop.Guest.GetAsync($"catalog/products?limit=2&sort=price&after={next}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task Categories_count_what_is_below_them_and_collections_what_is_in_them()
    {
        await using var shop = await OpenAsync();
        var wands = (await shop.GetAsync("catalog/categories"))
            .GetProperty("items")
            .EnumerateArray()
            .Single(c => c.GetProperty("slug").GetString() == "wands");
        wands.GetProperty("productCount").GetInt32().ShouldBe((await AllAsync(shop, "category=wands&limit=50")).Count);
        wands.GetProperty("children").GetArrayLength().ShouldBeGreaterThan(0);
        var leaf = wands.GetProperty("children")[0].GetProperty("slug").GetString();
        (await shop.GetAsync($"catalog/categories/{leaf}"))
            .GetProperty("path")
            .EnumerateArray()
            .Select(c => c.GetProperty("slug").GetString())
            .ShouldBe(["wands", leaf]);

        var collections = (await shop.GetAsync("catalog/collections")).GetProperty("items").EnumerateArray().ToArray();
        collections.Length.ShouldBe(6);
        foreach (var collection in collections)
        {
            var slug = collection.GetProperty("slug").GetString();
            collection.GetProperty("productCount").GetInt32().ShouldBe((await AllAsync(shop, $"collection={slug}&limit=50")).Count, slug);
            (await shop.GetAsync($"catalog/collections/{slug}")).ToString().ShouldBe(collection.ToString());
        }
    }

    [Theory]
    [InlineData("catalog/products?limit=100", 1)]
    [InlineData("catalog/products?limit=100&collection=presents&sort=price", 3)]
    [InlineData("catalog/products/hedgerow-holly-wand", 1)]
    [InlineData("catalog/categories", 2)]
    [InlineData("catalog/collections", 2)]
    public async Task A_page_costs_the_same_few_round_trips_however_long_it_is(string path, int atMost)
    {
        await using var shop = await OpenAsync();
        await shop.GetAsync(path);
        var trips = 0;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            // Tests run side by side: only this shop's database counts.
            ActivityStopped = activity => _ = activity.TagObjects.Any(t => shop.DatabaseName.Equals(t.Value)) ? Interlocked.Increment(ref trips) : 0,
        };
        ActivitySource.AddActivityListener(listener);
        await shop.GetAsync(path);
        trips.ShouldBeInRange(1, atMost);
    }

    private static Task<DiagonAlley> OpenAsync() => DiagonAlley.OpenAsync(background: false, sample: true);

    private static async Task<List<JsonElement>> AllAsync(DiagonAlley shop, string query)
    {
        var items = new List<JsonElement>();
        string? after = null;
        do
        {
            var page = await shop.GetAsync($"catalog/products?{query}{(after is null ? "" : $"&after={after}")}");
            items.AddRange(page.GetProperty("items").EnumerateArray());
            after = page.GetProperty("next").GetString();
            items.Count.ShouldBeLessThan(1000);
        } while (after is not null);

        return items;
    }

    private static long? Price(JsonElement item) =>
        item.GetProperty("price") is { ValueKind: JsonValueKind.Object } price ? price.GetProperty("amount").GetInt64() : null;
}
