using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Products;

public sealed class ProductTests
{
    [Fact]
    public async Task A_product_is_read_by_id_and_slug_with_a_tag_that_saves_a_second_reading()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Remembrall", 4, price: 1250);
        product.GetProperty("slug").GetString().ShouldBe("remembrall");
        (await shop.GetAsync($"catalog/products/{product.GetProperty("id")}")).ToString().ShouldBe(product.ToString());

        using var first = await shop.Guest.GetAsync("catalog/products/remembrall");
        using var again = new HttpRequestMessage(HttpMethod.Get, "catalog/products/remembrall");
        again.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        (await shop.Guest.SendAsync(again)).StatusCode.ShouldBe(HttpStatusCode.NotModified);

        await shop.Send(Stock.StockTests.Reserve(Guid.CreateVersion7(), (Stock.StockTests.Variant(product), 1)));
        using var third = new HttpRequestMessage(HttpMethod.Get, "catalog/products/remembrall");
        third.Headers.IfNoneMatch.Add(first.Headers.ETag!);
        using var changed = await shop.Guest.SendAsync(third);
        (await DiagonAlley.JsonAsync(changed)).GetProperty("variants")[0].GetProperty("available").GetInt32().ShouldBe(3);
        (await shop.Guest.GetAsync("catalog/products/no-such-thing")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.Guest.GetAsync("catalog/products/remembrall?currency=QQQ")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_former_slug_leads_to_the_present_one()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.CreateAsync("Old name");
        (
            await PutAsync(
                shop,
                "old-name",
                new
                {
                    title = "New name",
                    slug = "new-name",
                    status = "active",
                    variants = Variants(),
                }
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = shop.Guest.BaseAddress };
        using var moved = await client.GetAsync("catalog/products/old-name?currency=GBP");
        moved.StatusCode.ShouldBe(HttpStatusCode.MovedPermanently);
        moved.Headers.Location!.OriginalString.ShouldBe("/api/v1/catalog/products/new-name?currency=GBP");
        (await shop.GetAsync("catalog/products/old-name")).GetProperty("title").GetString().ShouldBe("New name");
    }

    [Fact]
    public async Task A_write_on_a_stale_copy_is_refused_with_the_present_one()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Contested", 3);
        using var read = await shop.Guest.GetAsync("catalog/products/contested");
        await shop.Send(Stock.StockTests.Reserve(Guid.CreateVersion7(), (Stock.StockTests.Variant(product), 1)));

        // Stock has moved, but nobody has edited the product.
        (
            await PutAsync(
                shop,
                "contested",
                new
                {
                    title = "First",
                    status = "active",
                    variants = Variants(),
                },
                read.Headers.ETag
            )
        ).Status.ShouldBe(HttpStatusCode.OK);
        var (status, problem) = await PutAsync(
            shop,
            "contested",
            new
            {
                title = "Second",
                status = "active",
                variants = Variants(),
            },
            read.Headers.ETag
        );
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        problem.GetProperty("code").GetString().ShouldBe("precondition_failed");
        problem.GetProperty("current").GetProperty("title").GetString().ShouldBe("First");
    }

    [Fact]
    public async Task Others_hear_of_what_can_be_seen_in_versions_without_a_gap()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Told", 3);
        await PutAsync(
            shop,
            "told",
            new
            {
                title = "Told again",
                status = "active",
                variants = Variants(900),
            }
        );
        await PutAsync(
            shop,
            "told",
            new
            {
                title = "Told again",
                status = "draft",
                variants = Variants(),
            }
        );
        await PutAsync(
            shop,
            "told",
            new
            {
                title = "Told at last",
                status = "active",
                variants = Variants(),
            }
        );
        (await shop.Staff.DeleteAsync("catalog/products/told")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await shop.Staff.DeleteAsync("catalog/products/told")).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        var events = await shop.OutboxAsync(product.GetProperty("id").GetString()!);
        events
            .Select(e => (e.Version, e.Type.Split('.')[1]))
            .ShouldBe([(1, "product-changed"), (2, "product-changed"), (3, "product-removed"), (4, "product-changed"), (5, "product-removed")]);
        var document = JsonSerializer.Deserialize<ProductChangedV1>(events[1].Payload, Json.Wire)!.Product;
        document.Title.ShouldBe("Told again");
        document.Variants.Single().Prices.Single().Amount.ShouldBe(900);
        document.Variants.Single().InStock.ShouldBeTrue();
    }

    [Fact]
    public async Task A_sale_runs_between_its_instants_and_its_price_is_remembered()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Cloak", 5, price: 10_000);
        var now = shop.Clock.GetUtcNow();
        var prices = new
        {
            prices = new object[]
            {
                new
                {
                    price = Gbp(7000),
                    validFrom = now.AddHours(1),
                    validTo = now.AddHours(2),
                },
                new { price = new { amount = 500, currency = "XGL" } },
            },
        };
        (await PutAsync(shop, "cloak/prices", prices)).Status.ShouldBe(HttpStatusCode.OK);
        (await PriceAsync(shop)).ShouldBe((10_000, null, 10_000));

        shop.Clock.Advance(TimeSpan.FromMinutes(90));
        (await PriceAsync(shop)).ShouldBe((7000, 10_000, 7000));
        (await shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ProductClock>(s).RunAsync(CancellationToken.None))).ShouldBe(1);
        (await shop.GetAsync("catalog/products?maxPrice=8000")).GetProperty("total").GetInt32().ShouldBe(1);

        shop.Clock.Advance(TimeSpan.FromMinutes(60));
        (await PriceAsync(shop)).ShouldBe((10_000, null, 7000));
        (await shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ProductClock>(s).RunAsync(CancellationToken.None))).ShouldBe(1);
        (await shop.GetAsync("catalog/products?maxPrice=8000")).GetProperty("total").GetInt32().ShouldBe(0);
        shop.Clock.Advance(TimeSpan.FromDays(31));
        (await PriceAsync(shop)).ShouldBe((10_000, null, 10_000));

        var overlapping = new
        {
            prices = new object[] { new { price = Gbp(1), validFrom = now }, new { price = Gbp(2), validFrom = now.AddDays(1) } },
        };
        (await PutAsync(shop, "cloak/prices", overlapping)).Body.GetProperty("code").GetString().ShouldBe("overlapping_sales");
        (await shop.OutboxAsync(product.GetProperty("id").GetString()!)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_draft_is_for_staff_alone()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        using var created = await shop.Staff.PostAsJsonAsync("catalog/products", new { title = "Secret", variants = Variants() });
        created.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await shop.Guest.GetAsync("catalog/products/secret")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await shop.GetAsync("catalog/products/secret", shop.Staff)).GetProperty("status").GetString().ShouldBe("draft");
        (await shop.GetAsync("catalog/products")).GetProperty("total").GetInt32().ShouldBe(0);
        var variant = Stock.StockTests.Variant(await DiagonAlley.JsonAsync(created));
        (await shop.Send(new GetVariants([variant], [], "GBP"))).Value!.Single().Purchasable.ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"title":"","variants":[{}]}""", "title")]
    [InlineData("""{"title":"X","variants":[]}""", "variants")]
    [InlineData("""{"title":"X","variants":[{"price":{"amount":-1,"currency":"GBP"}}]}""", "variants[0].price")]
    [InlineData("""{"title":"X","variants":[{"price":{"amount":1,"currency":"ABC"}}]}""", "variants[0].price")]
    [InlineData("""{"title":"X","options":[{"name":"Size"}],"variants":[{}]}""", "variants")]
    [InlineData("""{"title":"X","variants":[{}],"images":[{"url":"javascript:alert(1)"}]}""", "images[0].url")]
    [InlineData("""{"title":"X","variants":[{}],"category":"no-such-category"}""", "category")]
    public async Task What_makes_no_product_is_refused(string body, string field)
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await shop.Staff.PostAsync("catalog/products", content);
        var problem = await DiagonAlley.JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, problem.ToString());
        problem.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(problem.ToString());
    }

    private static object Gbp(long amount) => new { amount, currency = "GBP" };

    private static object[] Variants(long price = 1000) => [new { price = Gbp(price) }];

    private static async Task<(long, long?, long)> PriceAsync(DiagonAlley shop)
    {
        var variant = (await shop.GetAsync("catalog/products/cloak")).GetProperty("variants")[0];
        long? Of(string name) =>
            variant.GetProperty(name) is { ValueKind: JsonValueKind.Object } money ? money.GetProperty("amount").GetInt64() : null;
        return (Of("price")!.Value, Of("compareAtPrice"), Of("lowestPrice30Days")!.Value);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PutAsync(
        DiagonAlley shop,
        string path,
        object body,
        EntityTagHeaderValue? ifMatch = null
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"catalog/products/{path}") { Content = JsonContent.Create(body) };
        if (ifMatch is not null)
        {
            request.Headers.IfMatch.Add(ifMatch);
        }

        using var answer = await shop.Staff.SendAsync(request);
        return (answer.StatusCode, await DiagonAlley.JsonAsync(answer));
    }
}
