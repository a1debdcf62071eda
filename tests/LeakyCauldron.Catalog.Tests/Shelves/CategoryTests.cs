using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.Catalog.Products;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Shelves;

public sealed class CategoryTests
{
    [Fact]
    public async Task A_category_that_moves_takes_along_what_is_below_and_its_products_tell_of_it()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var (brooms, sports) = (await MakeAsync(shop, "Brooms"), await MakeAsync(shop, "Sports"));
        var racing = await MakeAsync(shop, "Racing", "brooms");
        racing.GetProperty("path").EnumerateArray().Select(Name).ShouldBe(["Brooms", "Racing"]);
        var product = await ProductAsync(shop, "Firebolt", "racing");
        (await ListedAsync(shop, "brooms")).ShouldBe(["Firebolt"]);

        var moved = await PutAsync(shop, "brooms", new { name = "Flying Brooms", parent = "sports" });
        moved.Status.ShouldBe(HttpStatusCode.OK);
        moved.Body.GetProperty("slug").GetString().ShouldBe("brooms");
        moved.Body.GetProperty("productCount").GetInt32().ShouldBe(1);
        (await shop.GetAsync("catalog/categories/racing"))
            .GetProperty("path")
            .EnumerateArray()
            .Select(Name)
            .ShouldBe(["Sports", "Flying Brooms", "Racing"]);
        (await ListedAsync(shop, "sports")).ShouldBe(["Firebolt"]);
        (await shop.GetAsync($"catalog/products/{product}")).GetProperty("category").ToString().ShouldContain("Flying Brooms");

        await shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ProductClock>(s).RunAsync(CancellationToken.None));
        (await shop.OutboxAsync(product)).Last().Payload.ShouldContain("Flying Brooms");
        (await shop.InScopeAsync(s => ActivatorUtilities.CreateInstance<ProductClock>(s).RunAsync(CancellationToken.None))).ShouldBe(0);
        await PathsAgreeAsync(shop);
    }

    [Fact]
    public async Task What_would_spoil_the_tree_is_refused()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await MakeAsync(shop, "A");
        await MakeAsync(shop, "B", "a");
        await MakeAsync(shop, "C", "b");
        (await PutAsync(shop, "a", new { name = "A", parent = "c" })).Code.ShouldBe("category_cycle");
        (await PutAsync(shop, "a", new { name = "A", parent = "a" })).Code.ShouldBe("category_cycle");
        (
            await PostAsync(
                shop,
                new
                {
                    name = "B",
                    parent = "a",
                    slug = "b-2",
                }
            )
        ).Code.ShouldBe("category_name_taken");
        (await PostAsync(shop, new { name = "D", slug = "c" })).Code.ShouldBe("slug_taken");
        (await PostAsync(shop, new { name = "D", parent = "nowhere" })).Code.ShouldBe("validation_failed");
        (await PutAsync(shop, "nowhere", new { name = "D" })).Code.ShouldBe("category_not_found");
        foreach (var wrong in new object[] { new { name = "" }, new { name = "a\nb" }, new { name = "D", slug = "Not A Slug" }, new { } })
        {
            (await PostAsync(shop, wrong)).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        var above = "c";
        for (var depth = 4; depth <= 20; depth++)
        {
            await MakeAsync(shop, $"Level {depth}", above);
            above = $"level-{depth}";
        }

        (await PostAsync(shop, new { name = "Too deep", parent = above })).Code.ShouldBe("category_too_deep");
        await MakeAsync(shop, "Top");
        (await PutAsync(shop, "a", new { name = "A", parent = "top" })).Code.ShouldBe("category_too_deep");
        using var shopper = shop.Shopper(Guid.CreateVersion7());
        (await shopper.PostAsJsonAsync("catalog/categories", new { name = "Mine" })).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        await PathsAgreeAsync(shop);
    }

    [Fact]
    public async Task Only_what_is_empty_can_go()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await MakeAsync(shop, "Brooms");
        await MakeAsync(shop, "Racing", "brooms");
        var product = await ProductAsync(shop, "Firebolt", "racing");
        (await DeleteAsync(shop, "brooms")).ShouldBe(HttpStatusCode.Conflict);
        (await DeleteAsync(shop, "racing")).ShouldBe(HttpStatusCode.Conflict);
        using var gone = await shop.Staff.DeleteAsync(new Uri($"catalog/products/{product}", UriKind.Relative));
        gone.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await DeleteAsync(shop, "racing")).ShouldBe(HttpStatusCode.NoContent);
        (await DeleteAsync(shop, "racing")).ShouldBe(HttpStatusCode.NotFound);
        (await DeleteAsync(shop, "brooms")).ShouldBe(HttpStatusCode.NoContent);
    }

    [Fact]
    public async Task A_product_that_is_put_where_a_category_goes_is_refused_or_keeps_it()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        for (var round = 0; round < 10; round++)
        {
            await MakeAsync(shop, $"Round {round}");
            var slug = $"round-{round}";
            var puts = Enumerable.Range(0, 4).Select(i => PutThereAsync(shop, $"Product {round} {i}", slug)).ToArray();
            var gone = DeleteAsync(shop, slug);
            var put = await Task.WhenAll(puts);
            put.ShouldAllBe(status => status == HttpStatusCode.Created || status == HttpStatusCode.BadRequest);
            (await gone).ShouldBe(
                put.Contains(HttpStatusCode.Created) && await IsThereAsync(shop, slug) ? HttpStatusCode.Conflict : HttpStatusCode.NoContent
            );
        }

        (await shop.NumberAsync("SELECT count(*) FROM catalog.products p WHERE category_id IS NULL AND deleted_at IS NULL")).ShouldBe(0);
    }

    /// <summary>Moves, new categories, an import and products that are put there, all at once.</summary>
    [Fact]
    public async Task Writers_at_once_leave_a_tree()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        foreach (var name in new[] { "A", "B", "C" })
        {
            await MakeAsync(shop, name);
        }

        string[] places = ["a", "b", "c"];
        var moves = Enumerable
            .Range(0, 12)
            .Select(i =>
                (Task)PutAsync(shop, places[i % 3], new { name = places[i % 3].ToUpperInvariant(), parent = i % 2 == 0 ? places[(i + 1) % 3] : null })
            );
        var news = Enumerable.Range(0, 6).Select(i => (Task)PostAsync(shop, new { name = $"New {i}", parent = places[i % 3] }));
        var ends = Enumerable.Range(0, 6).Select(i => (Task)DeleteAsync(shop, $"new-{i}"));
        await Task.WhenAll([.. moves, .. news, .. ends]);
        await PathsAgreeAsync(shop);
        (await shop.NumberAsync("SELECT count(*) FROM catalog.categories WHERE slug IN ('a', 'b', 'c')")).ShouldBe(3);
    }

    private static async Task<JsonElement> MakeAsync(DiagonAlley shop, string name, string? parent = null)
    {
        var made = await PostAsync(shop, new { name, parent });
        made.Status.ShouldBe(HttpStatusCode.Created, made.Body.ToString());
        return made.Body;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body, string? Code)> PostAsync(DiagonAlley shop, object body) =>
        await ReadAsync(await shop.Staff.PostAsJsonAsync("catalog/categories", body));

    private static async Task<(HttpStatusCode Status, JsonElement Body, string? Code)> PutAsync(DiagonAlley shop, string slug, object body) =>
        await ReadAsync(await shop.Staff.PutAsJsonAsync($"catalog/categories/{slug}", body));

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

    private static async Task<HttpStatusCode> DeleteAsync(DiagonAlley shop, string slug)
    {
        using var answer = await shop.Staff.DeleteAsync(new Uri($"catalog/categories/{slug}", UriKind.Relative));
        return answer.StatusCode;
    }

    private static async Task<string> ProductAsync(DiagonAlley shop, string title, string category)
    {
        using var answer = await shop.Staff.PostAsJsonAsync(
            "catalog/products",
            new
            {
                title,
                category,
                status = "active",
                variants = new[] { new { price = new { amount = 100, currency = "GBP" } } },
            }
        );
        return (await DiagonAlley.JsonAsync(answer)).GetProperty("id").GetString()!;
    }

    private static async Task<HttpStatusCode> PutThereAsync(DiagonAlley shop, string title, string category)
    {
        using var answer = await shop.Staff.PostAsJsonAsync(
            "catalog/products",
            new
            {
                title,
                category,
                variants = new[] { new { } },
            }
        );
        return answer.StatusCode;
    }

    private static async Task<bool> IsThereAsync(DiagonAlley shop, string slug)
    {
        using var answer = await shop.Guest.GetAsync(new Uri($"catalog/categories/{slug}", UriKind.Relative));
        return answer.StatusCode == HttpStatusCode.OK;
    }

    private static async Task<IEnumerable<string?>> ListedAsync(DiagonAlley shop, string category) =>
        (await shop.GetAsync($"catalog/products?category={category}"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(i => i.GetProperty("title").GetString());

    private static string? Name(JsonElement category) => category.GetProperty("name").GetString();

    /// <summary>Each path is its parent's and the category itself, and none goes in a circle.</summary>
    private static async Task PathsAgreeAsync(DiagonAlley shop) =>
        (
            await shop.NumberAsync(
                """
                SELECT count(*) FROM catalog.categories c LEFT JOIN catalog.categories p ON p.id = c.parent_id
                WHERE c.path_ids <> coalesce(p.path_ids, ARRAY[]::uuid[]) || c.id OR c.path_slugs <> coalesce(p.path_slugs, ARRAY[]::text[]) || c.slug
                    OR c.path_names <> coalesce(p.path_names, ARRAY[]::text[]) || c.name OR coalesce(p.path_ids, ARRAY[]::uuid[]) @> ARRAY[c.id]
                """
            )
        ).ShouldBe(0);
}
