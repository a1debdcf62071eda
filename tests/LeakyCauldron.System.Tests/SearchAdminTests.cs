using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>What staff do to search, and see of it.</summary>
public abstract class SearchAdminTests(Topology shop)
{
    [Fact]
    public async Task A_synonym_is_found_without_a_new_index_and_gone_when_it_is_taken_away()
    {
        var sku = await Journey.NewProduct(shop, 1);
        var word = $"zz{Guid.CreateVersion7():N}"[..20];
        var (staff, guest) = (await shop.Staff(), shop.Guest());
        await Eventually.Async(async () => await Found(guest, sku) == 1, "search to find the new product");
        var before = (await staff.Get("/admin/search/synonyms")).Is(HttpStatusCode.OK);

        var saved = await staff.Put("/admin/search/synonyms", new { items = new object[] { new { terms = new[] { word, "remembrall" } } } });
        saved.Is(HttpStatusCode.OK)["revision"].GetValue<int>().ShouldBe(before["revision"].GetValue<int>() + 1);
        await Eventually.Async(async () => await Found(guest, $"{word} {sku}") == 1, "the synonym to be in force");

        (await staff.Put("/admin/search/synonyms", new { items = before["items"] })).Is(HttpStatusCode.OK);
        await Eventually.Async(async () => await Found(guest, word) == 0, "the synonym to be out of force");
    }

    [Fact]
    public async Task Synonyms_that_are_none_change_nothing()
    {
        var staff = await shop.Staff();
        var before = (await staff.Get("/admin/search/synonyms")).Is(HttpStatusCode.OK);
        object[] wrong =
        [
            new { items = new object[] { new { terms = new[] { "alone" } } } },
            new { items = new object[] { new { terms = Array.Empty<string>() } } },
            new { items = new object[] { new { terms = new[] { "a", "---" } } } },
            new { items = new object[] { new { terms = new[] { "a", "one two three four five six" } } } },
            new { items = Enumerable.Repeat(new { terms = new[] { "a", "b" } }, 1001) },
        ];
        foreach (var body in wrong)
        {
            (await staff.Put("/admin/search/synonyms", body)).IsProblem(400, "validation_failed");
        }

        (await shop.Guest().Put("/admin/search/synonyms", new { items = Array.Empty<object>() })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await shop.Harry()).Put("/admin/search/synonyms", new { items = Array.Empty<object>() })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await staff.Get("/admin/search/synonyms")).Text.ShouldBe(before.Text);
    }

    [Fact]
    public async Task A_new_index_is_built_under_readers_and_has_everything()
    {
        var sku = await Journey.NewProduct(shop, 1);
        var (staff, guest) = (await shop.Staff(), shop.Guest());
        await Eventually.Async(async () => await Found(guest, sku) == 1, "search to find the new product");

        var started = await staff.Post("/admin/search/reindex");
        started.Is(HttpStatusCode.Accepted);
        var status = "";
        while (status is not ("completed" or "failed"))
        {
            (await Found(guest, sku)).ShouldBe(1);
            var run = (await staff.Get("/admin/search/reindex")).Is(HttpStatusCode.OK);
            run["id"].GetValue<string>().ShouldBe(started["id"].GetValue<string>());
            status = run["status"].GetValue<string>();
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        }

        status.ShouldBe("completed");
        (await staff.Get("/admin/search/reindex"))["processed"].GetValue<int>().ShouldBeGreaterThan(100);
        (await Found(guest, sku)).ShouldBe(1);
        var another = await Journey.NewProduct(shop, 1);
        await Eventually.Async(async () => await Found(guest, another) == 1, "the new index to follow the catalogue");
    }

    [Fact]
    public async Task The_report_counts_searches_and_not_people()
    {
        var (known, unknown) = ("wand", $"qq{Guid.CreateVersion7():N}"[..24]);
        var (staff, guest) = (await shop.Staff(), shop.Guest());
        for (var i = 0; i < 3; i++)
        {
            (await guest.Get($"/search/products?q={unknown}")).Is(HttpStatusCode.OK);
        }

        await guest.Get($"/search/products?q={known}");
        await guest.Get("/search/products?q=somebody%40leaky.test");
        await Eventually.Async(
            async () =>
                (await staff.Get("/admin/search/report?days=1"))["zeroResults"]
                    .AsArray()
                    .Any(s =>
                        s!["query"]!.GetValue<string>() == unknown && s["count"]!.GetValue<int>() == 3 && s["zeroResults"]!.GetValue<int>() == 3
                    ),
            "the report to count the searches"
        );
        var report = await staff.Get("/admin/search/report?days=366");
        report["top"].AsArray().Select(s => s!["query"]!.GetValue<string>()).ShouldContain(known);
        report.Text.ShouldNotContain("somebody");
        (await staff.Get("/admin/search/report?days=0")).IsProblem(400, "validation_failed");
    }

    private static async Task<int> Found(ShopClient guest, string text) =>
        (await guest.Get($"/search/products?q={text}")).Is(HttpStatusCode.OK)["total"].GetValue<int>();
}

[Collection(nameof(Monolith))]
public sealed class MonolithSearchAdminTests(Monolith shop) : SearchAdminTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireSearchAdminTests(MonolithWire shop) : SearchAdminTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaSearchAdminTests(MonolithKafka shop) : SearchAdminTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartSearchAdminTests(IdentityApart shop) : SearchAdminTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartSearchAdminTests(CatalogApart shop) : SearchAdminTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartSearchAdminTests(CartApart shop) : SearchAdminTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartSearchAdminTests(PaymentsApart shop) : SearchAdminTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartSearchAdminTests(OrdersApart shop) : SearchAdminTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartSearchAdminTests(SearchApart shop) : SearchAdminTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartSearchAdminTests(NotificationsApart shop) : SearchAdminTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartSearchAdminTests(RegistryApart shop) : SearchAdminTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartSearchAdminTests(AllApart shop) : SearchAdminTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsSearchAdminTests(TwoHosts shop) : SearchAdminTests(shop);
