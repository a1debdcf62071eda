using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Catalog.Tests.Harness;
using LeakyCauldron.Identity.Contracts;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Stock;

public sealed class StockAlertTests
{
    [Fact]
    public async Task Each_who_waits_is_told_once_when_it_is_back()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (product, other) = (await shop.CreateAsync("Nimbus", 0), await shop.CreateAsync("Comet", 0));
        using var luna = shop.Shopper(Guid.CreateVersion7());
        using var neville = shop.Shopper(Guid.CreateVersion7());
        var first = await AskAsync(luna, product);
        first.Status.ShouldBe(HttpStatusCode.Created);
        (await AskAsync(luna, product)).Body.GetProperty("id").GetGuid().ShouldBe(first.Body.GetProperty("id").GetGuid());
        await AskAsync(neville, product);
        await AskAsync(neville, other);
        await AnnounceAsync(shop);
        (await ToldAsync(shop)).ShouldBeEmpty();

        await AdjustAsync(shop, product, 2);
        await AnnounceAsync(shop);
        await AdjustAsync(shop, product, 1);
        await AnnounceAsync(shop);
        var told = await ToldAsync(shop);
        told.Select(t => t.GetProperty("title").GetString()).ShouldBe(["Nimbus", "Nimbus"]);
        told.Select(t => t.GetProperty("userId").GetGuid()).Distinct().Count().ShouldBe(2);
        (await shop.GetAsync("me/alerts", luna)).GetProperty("items").GetArrayLength().ShouldBe(0);
        (await shop.GetAsync("me/alerts", neville)).GetProperty("items")[0].GetProperty("title").GetString().ShouldBe("Comet");
        (await AskAsync(luna, product)).Body.GetProperty("code").GetString().ShouldBe("in_stock");
    }

    /// <summary>What comes in between the look at the level and the commit of the wish is announced by the mark that the wish leaves.</summary>
    [Fact]
    public async Task A_wish_that_crosses_a_delivery_is_not_forgotten()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        for (var round = 0; round < 5; round++)
        {
            var product = await shop.CreateAsync($"Firebolt {round}", 0);
            var shoppers = Enumerable.Range(0, 6).Select(_ => shop.Shopper(Guid.CreateVersion7())).ToArray();
            var asked = shoppers.Select(s => AskAsync(s, product)).ToArray();
            var came = AdjustAsync(shop, product, 3);
            var announced = AnnounceAsync(shop);
            await Task.WhenAll([came, announced, .. asked]);
            await AnnounceAsync(shop);
            var waiting = await shop.NumberAsync("SELECT count(*) FROM catalog.stock_alerts");
            waiting.ShouldBe(0, "all that were asked for are told, the others were refused");
        }
    }

    [Fact]
    public async Task Who_may_ask_for_what_and_what_is_forgotten_with_a_person()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (product, there) = (await shop.CreateAsync("Nimbus", 0), await shop.CreateAsync("Quill", 3));
        var id = Guid.CreateVersion7();
        using var luna = shop.Shopper(id);
        using var neville = shop.Shopper(Guid.CreateVersion7());
        (await AskAsync(shop.Guest, product)).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await AskAsync(luna, there)).Body.GetProperty("code").GetString().ShouldBe("in_stock");
        using var unknown = await luna.PostAsync(new Uri($"catalog/variants/{Guid.CreateVersion7()}/alerts", UriKind.Relative), null);
        (await DiagonAlley.JsonAsync(unknown)).GetProperty("code").GetString().ShouldBe("variant_not_found");
        var alert = (await AskAsync(luna, product)).Body.GetProperty("id").GetGuid();
        (await neville.DeleteAsync(new Uri($"me/alerts/{alert}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await AskAsync(neville, product)).Status.ShouldBe(HttpStatusCode.Created);

        await shop.DeliverAsync(new PersonErasedV1(id));
        (await shop.NumberAsync("SELECT count(*) FROM catalog.stock_alerts")).ShouldBe(1);
        var left = (await shop.GetAsync("me/alerts", neville)).GetProperty("items")[0].GetProperty("id").GetGuid();
        (await neville.DeleteAsync(new Uri($"me/alerts/{left}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(HttpClient client, JsonElement product)
    {
        using var answer = await client.PostAsync(new Uri($"catalog/variants/{StockTests.Variant(product)}/alerts", UriKind.Relative), null);
        return (answer.StatusCode, await DiagonAlley.JsonAsync(answer));
    }

    private static async Task AdjustAsync(DiagonAlley shop, JsonElement product, int delta)
    {
        var sku = product.GetProperty("variants")[0].GetProperty("sku").GetString();
        using var answer = await shop.Staff.PostAsJsonAsync(
            "catalog/stock/adjustments",
            new[]
            {
                new
                {
                    sku,
                    delta,
                    reason = "came",
                },
            }
        );
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    private static Task AnnounceAsync(DiagonAlley shop) =>
        shop.InScopeAsync(s => s.GetRequiredService<StockAnnouncer>().AnnounceAsync(CancellationToken.None));

    private static async Task<List<JsonElement>> ToldAsync(DiagonAlley shop) =>
        [
            .. (
                await shop.QueryAsync(db =>
                    db.Set<OutboxMessage>().AsNoTracking().Where(m => m.Type.Contains("back-in-stock")).OrderBy(m => m.Id).ToListAsync()
                )
            ).Select(m => JsonElement.Parse(m.Payload)),
        ];
}
