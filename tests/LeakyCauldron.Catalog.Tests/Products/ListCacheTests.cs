using System.Net;
using System.Net.Http.Json;
using LeakyCauldron.Catalog.Features.ListProducts;
using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Products;

/// <summary>Lists are kept serialised, and never older than the request.</summary>
public sealed class ListCacheTests
{
    [Fact]
    public async Task A_page_that_has_not_changed_is_not_read_again_and_one_that_has_is()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.CreateAsync("Broom");
        await shop.GetAsync("catalog/products?limit=5");
        var before = shop.Services.GetRequiredService<ListCache>().Made;
        for (var i = 0; i < 20; i++)
        {
            (await shop.GetAsync("catalog/products?limit=5")).GetProperty("total").GetInt32().ShouldBe(1);
        }

        shop.Services.GetRequiredService<ListCache>().Made.ShouldBe(before, "the page was there already");
        await shop.CreateAsync("Owl");
        (await shop.GetAsync("catalog/products?limit=5")).GetProperty("total").GetInt32().ShouldBe(2);
    }

    [Fact]
    public async Task Whoever_has_written_sees_it_in_the_next_answer_however_many_read_and_write()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var products = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            products.Add((await shop.CreateAsync($"Sweet {i}", price: 1)).GetProperty("id").GetGuid());
        }

        await Task.WhenAll(
            products.Select(async id =>
            {
                for (var price = 2; price < 12; price++)
                {
                    using var answer = await shop.Staff.PutAsJsonAsync(
                        $"catalog/products/{id}/prices",
                        new { prices = new[] { new { price = new { amount = price, currency = "GBP" } } } }
                    );
                    answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
                    var list = await shop.GetAsync("catalog/products");
                    list.GetProperty("items")
                        .EnumerateArray()
                        .Single(p => p.GetProperty("id").GetGuid() == id)
                        .GetProperty("price")
                        .GetProperty("amount")
                        .GetInt64()
                        .ShouldBe(price);
                }
            })
        );
    }

    [Theory]
    [InlineData("UPDATE catalog.products SET title = 'Renamed'")]
    [InlineData("UPDATE catalog.list_prices SET amount = 7")]
    [InlineData("INSERT INTO catalog.list_prices (product_id, currency, amount) SELECT id, 'XGL', 5 FROM catalog.products")]
    [InlineData("DELETE FROM catalog.list_prices")]
    [InlineData("UPDATE catalog.categories SET name = 'Renamed'")]
    [InlineData("UPDATE catalog.collections SET title = 'Renamed'")]
    [InlineData("DELETE FROM catalog.collection_products")]
    public async Task Every_table_that_lists_show_counts_its_changes(string change)
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.CreateAsync("Broom");
        var versions = shop.Services.GetRequiredService<ListVersion>();
        var before = await versions.ReadAsync();

        await shop.QueryAsync(db => db.Database.ExecuteSqlRawAsync(change));

        (await versions.ReadAsync()).ShouldNotBe(before);
    }

    [Fact]
    public async Task What_time_alone_changes_is_seen_at_once()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var id = (await shop.CreateAsync("Chocolate frog", price: 100)).GetProperty("id").GetGuid();
        var start = shop.Clock.GetUtcNow().AddHours(1);
        using var answer = await shop.Staff.PutAsJsonAsync(
            $"catalog/products/{id}/prices",
            new
            {
                prices = new[]
                {
                    new
                    {
                        price = new { amount = 60, currency = "GBP" },
                        validFrom = start,
                        validTo = start.AddHours(1),
                    },
                },
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, await answer.Content.ReadAsStringAsync());
        (await PriceAsync(shop)).ShouldBe(100);

        var versions = shop.Services.GetRequiredService<ListVersion>();
        (await versions.ReadAsync()).ShouldNotBeNull();
        shop.Clock.Advance(TimeSpan.FromMinutes(61));
        (await versions.ReadAsync()).ShouldBeNull("a sale has begun that nobody has written down yet");
        await shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ProductClock>(s).RunAsync(CancellationToken.None));
        (await PriceAsync(shop)).ShouldBe(60);
        (await versions.ReadAsync()).ShouldNotBeNull();
    }

    [Fact]
    public async Task Who_has_the_page_is_told_so_without_it()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.CreateAsync("Broom");
        using var first = await shop.Guest.GetAsync("catalog/products");
        using var again = new HttpRequestMessage(HttpMethod.Get, "catalog/products") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var second = await shop.Guest.SendAsync(again);
        second.StatusCode.ShouldBe(HttpStatusCode.NotModified);

        await shop.CreateAsync("Owl");
        using var later = new HttpRequestMessage(HttpMethod.Get, "catalog/products") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using var third = await shop.Guest.SendAsync(later);
        third.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static async Task<long> PriceAsync(DiagonAlley shop) =>
        (await shop.GetAsync("catalog/products")).GetProperty("items")[0].GetProperty("price").GetProperty("amount").GetInt64();
}
