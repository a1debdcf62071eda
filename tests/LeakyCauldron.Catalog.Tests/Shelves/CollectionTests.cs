using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Catalog.Tests.Harness;

namespace LeakyCauldron.Catalog.Tests.Shelves;

public sealed class CollectionTests
{
    [Fact]
    public async Task A_shelf_by_rules_holds_what_they_say_at_any_time()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.CreateAsync("Old Wand", 5, price: 500);
        await shop.CreateAsync("New Wand", 0, price: 1500);
        object Price(string op, long value) =>
            new
            {
                field = "price",
                op,
                value,
                currency = "GBP",
            };

        var made = await PostAsync(shop, new { title = "Cheap", rules = new[] { Price("lt", 1000) } });
        made.Status.ShouldBe(HttpStatusCode.Created);
        (made.Body.GetProperty("slug").GetString(), made.Body.GetProperty("productCount").GetInt32()).ShouldBe(("cheap", 1));
        (await ListedAsync(shop, "cheap")).ShouldBe(["Old Wand"]);

        var changed = await PutAsync(
            shop,
            "cheap",
            new { title = "Wands in stock", rules = new object[] { Rule("title", "contains", "wand"), Rule("inStock", "eq", true) } }
        );
        changed.Body.GetProperty("productCount").GetInt32().ShouldBe(1);
        (await PutAsync(shop, "cheap", new { title = "Wands", rules = new[] { Rule("title", "contains", "WAND") } }))
            .Body.GetProperty("productCount")
            .GetInt32()
            .ShouldBe(2);
        (await shop.Staff.DeleteAsync(new Uri("catalog/collections/cheap", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await PutAsync(shop, "cheap", new { title = "Gone" })).Code.ShouldBe("collection_not_found");
        (await shop.GetAsync("catalog/products")).GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task A_shelf_by_hand_holds_what_was_put_there()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (a, b) = ((await shop.CreateAsync("A")).GetProperty("id").GetGuid(), (await shop.CreateAsync("B")).GetProperty("id").GetGuid());
        (await PostAsync(shop, new { title = "Mine", products = new[] { b, a } })).Body.GetProperty("productCount").GetInt32().ShouldBe(2);
        (await PutAsync(shop, "mine", new { title = "Mine still" })).Body.GetProperty("productCount").GetInt32().ShouldBe(2);
        (await PutAsync(shop, "mine", new { title = "Mine", products = new[] { a } })).Body.GetProperty("productCount").GetInt32().ShouldBe(1);
        (await ListedAsync(shop, "mine")).ShouldBe(["A"]);
        (await PutAsync(shop, "mine", new { title = "Mine", products = new[] { Guid.CreateVersion7() } })).Code.ShouldBe("validation_failed");
        (await ListedAsync(shop, "mine")).ShouldBe(["A"]);
        var ruled = await PutAsync(shop, "mine", new { title = "Mine", rules = new[] { Rule("brand", "eq", "Nobody") } });
        ruled.Body.GetProperty("productCount").GetInt32().ShouldBe(0);
        (await shop.NumberAsync("SELECT count(*) FROM catalog.collection_products")).ShouldBe(0);
    }

    [Fact]
    public async Task Rules_that_mean_nothing_are_refused()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = (await shop.CreateAsync("A")).GetProperty("id").GetGuid();
        foreach (
            var rule in new object[]
            {
                Rule("colour", "eq", "red"),
                Rule("tag", "contains", "x"),
                Rule("title", "eq", "x"),
                Rule("tag", "eq", ""),
                Rule("tag", "eq", 7),
                Rule("price", "lt", 1000),
                Rule("inStock", "ne", true),
                Rule("inStock", "eq", "yes"),
                new
                {
                    field = "price",
                    op = "lt",
                    value = -1,
                    currency = "GBP",
                },
                new
                {
                    field = "price",
                    op = "lt",
                    value = 1,
                    currency = "ZZZ",
                },
            }
        )
        {
            var refused = await PostAsync(shop, new { title = "X", rules = new[] { rule } });
            refused.Code.ShouldBe("validation_failed", JsonSerializer.Serialize(rule));
        }

        (await PostAsync(shop, new { title = "X", rules = Array.Empty<object>() })).Code.ShouldBe("validation_failed");
        (await PostAsync(shop, new { title = "X", products = new[] { product, product } })).Code.ShouldBe("validation_failed");
        (
            await PostAsync(
                shop,
                new
                {
                    title = "X",
                    products = new[] { product },
                    rules = new[] { Rule("tag", "eq", "x") },
                }
            )
        ).Code.ShouldBe("validation_failed");
        (await PostAsync(shop, new { title = "X" })).Status.ShouldBe(HttpStatusCode.Created);
        (await PostAsync(shop, new { title = "Y", slug = "x" })).Code.ShouldBe("slug_taken");
        using var shopper = shop.Shopper(Guid.CreateVersion7());
        (await shopper.DeleteAsync(new Uri("catalog/collections/x", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    private static object Rule(string field, string op, object value) =>
        new
        {
            field,
            op,
            value,
        };

    private static async Task<(HttpStatusCode Status, JsonElement Body, string? Code)> PostAsync(DiagonAlley shop, object body) =>
        await ReadAsync(await shop.Staff.PostAsJsonAsync("catalog/collections", body));

    private static async Task<(HttpStatusCode Status, JsonElement Body, string? Code)> PutAsync(DiagonAlley shop, string slug, object body) =>
        await ReadAsync(await shop.Staff.PutAsJsonAsync($"catalog/collections/{slug}", body));

    private static async Task<(HttpStatusCode Status, JsonElement Body, string? Code)> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            var body = await DiagonAlley.JsonAsync(answer);
            return (
                answer.StatusCode,
                body,
                body.ValueKind == JsonValueKind.Object && body.TryGetProperty("code", out var code) ? code.GetString() : null
            );
        }
    }

    private static async Task<IEnumerable<string?>> ListedAsync(DiagonAlley shop, string collection) =>
        (await shop.GetAsync($"catalog/products?collection={collection}"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("title").GetString());
}
