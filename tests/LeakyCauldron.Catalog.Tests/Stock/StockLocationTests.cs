using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Catalog.Tests.Harness;

namespace LeakyCauldron.Catalog.Tests.Stock;

public sealed class StockLocationTests
{
    [Fact]
    public async Task A_location_is_made_filled_drained_and_thrown_away()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var attic = await SendAsync(shop.Staff, HttpMethod.Post, "stock-locations", Body("attic", "The attic", 2), HttpStatusCode.Created);
        var path = $"stock-locations/{attic.GetProperty("id")}";
        await SendAsync(shop.Staff, HttpMethod.Put, path, Body("attic", "Under the roof", 3), HttpStatusCode.OK);
        (await shop.GetAsync("stock-locations", shop.Staff))
            .GetProperty("items")
            .EnumerateArray()
            .Select(l => l.GetProperty("name").GetString())
            .ShouldBe(["Diagon Alley", "Under the roof"]);

        var product = await shop.CreateAsync("Old boots", onHand: 2);
        var sku = product.GetProperty("variants")[0].GetProperty("sku").GetString();
        await AdjustAsync(shop, sku, 5, "attic", HttpStatusCode.OK);
        Code(await SendAsync(shop.Staff, HttpMethod.Delete, path, null, HttpStatusCode.Conflict)).ShouldBe("location_in_use");
        await AdjustAsync(shop, sku, -5, "attic", HttpStatusCode.OK);
        await SendAsync(shop.Staff, HttpMethod.Delete, path, null, HttpStatusCode.NoContent);
        Code(await AdjustAsync(shop, sku, 1, "attic", HttpStatusCode.NotFound)).ShouldBe("location_not_found");
        (await shop.GetAsync($"catalog/stock/{sku}", shop.Staff)).GetProperty("onHand").GetInt32().ShouldBe(2);
        await SendAsync(shop.Staff, HttpMethod.Delete, path, null, HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Goods_laid_down_while_their_location_is_deleted_are_never_lost()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Old boots", onHand: 0);
        var sku = product.GetProperty("variants")[0].GetProperty("sku").GetString();
        for (var round = 0; round < 10; round++)
        {
            var code = $"shed-{round}";
            var shed = await SendAsync(shop.Staff, HttpMethod.Post, "stock-locations", Body(code, "A shed", 5), HttpStatusCode.Created);
            var deleting = shop.Staff.DeleteAsync($"stock-locations/{shed.GetProperty("id")}");
            var laying = shop.Staff.PostAsJsonAsync("catalog/stock/adjustments", new[] { Line(sku, 1, code) });
            await Task.WhenAll(deleting, laying);
            (await deleting).IsSuccessStatusCode.ShouldNotBe((await laying).IsSuccessStatusCode);
        }

        var stock = await shop.GetAsync($"catalog/stock/{sku}", shop.Staff);
        stock.GetProperty("locations").EnumerateArray().Sum(l => l.GetProperty("onHand").GetInt32()).ShouldBe(stock.GetProperty("onHand").GetInt32());
    }

    [Fact]
    public async Task What_is_wrong_changes_nothing()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        foreach (
            var body in new[] { Body("", "x", 1), Body("An attic", "x", 1), Body("attic", " ", 1), Body("attic", "a\nb", 1), Body("attic", "x", 0) }
        )
        {
            Code(await SendAsync(shop.Staff, HttpMethod.Post, "stock-locations", body, HttpStatusCode.BadRequest)).ShouldBe("validation_failed");
        }

        Code(await SendAsync(shop.Staff, HttpMethod.Post, "stock-locations", Body("diagon-alley", "x", 1), HttpStatusCode.Conflict))
            .ShouldBe("location_code_taken");
        var first = (await shop.GetAsync("stock-locations", shop.Staff)).GetProperty("items")[0].GetProperty("id");
        Code(await SendAsync(shop.Staff, HttpMethod.Delete, $"stock-locations/{first}", null, HttpStatusCode.Conflict)).ShouldBe("location_in_use");
        await SendAsync(shop.Guest, HttpMethod.Post, "stock-locations", Body("attic", "x", 1), HttpStatusCode.Unauthorized);
        await SendAsync(shop.Shopper(Guid.CreateVersion7()), HttpMethod.Post, "stock-locations", Body("attic", "x", 1), HttpStatusCode.Forbidden);
        (await shop.GetAsync("stock-locations", shop.Staff)).GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static object Body(string code, string name, int position) =>
        new
        {
            code,
            name,
            position,
        };

    private static object Line(string? sku, int delta, string location) =>
        new
        {
            sku,
            delta,
            reason = "moved",
            location,
        };

    private static Task<JsonElement> AdjustAsync(DiagonAlley shop, string? sku, int delta, string location, HttpStatusCode status) =>
        SendAsync(shop.Staff, HttpMethod.Post, "catalog/stock/adjustments", new[] { Line(sku, delta, location) }, status);

    private static string? Code(JsonElement problem) => problem.GetProperty("code").GetString();

    private static async Task<JsonElement> SendAsync(HttpClient client, HttpMethod method, string path, object? body, HttpStatusCode status)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(status, text);
        return text.StartsWith('{') ? JsonSerializer.Deserialize<JsonElement>(text) : default;
    }
}
