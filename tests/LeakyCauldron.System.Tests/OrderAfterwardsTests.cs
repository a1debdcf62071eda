using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>What happens to an order after it was paid: it is changed, sent, sent back, ordered again and claimed; money and stock follow, whichever processes they live in.</summary>
public abstract class OrderAfterwardsTests(Topology shop)
{
    [Fact]
    public async Task What_is_sent_back_is_refunded_and_for_sale_again()
    {
        var (client, staff, sku) = (shop.Guest(), await shop.Staff(), await Journey.NewProduct(shop, 5));
        await client.Register();
        var (path, item) = await PlacedAsync(client, sku, 3);
        (await Journey.Available(shop, sku)).ShouldBe(2);
        (await client.Post($"{path}/returns", Back(item, 1))).IsProblem(409, "order_state_conflict");
        (await staff.Post($"{path}/shipments", new { carrier = "Owl Post", trackingNumber = "OP-1" })).Is(HttpStatusCode.Created);
        (await staff.Post($"{path}/deliver")).Is(HttpStatusCode.OK);

        var asked = (await client.Post($"{path}/returns", Back(item, 2))).Is(HttpStatusCode.Created);
        var receive = $"/returns/{asked["returns"].AsArray().Single()!["id"]}/receive";
        (await client.Post(receive, new { restock = true })).IsProblem(403, "forbidden");
        var received = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => staff.Post(receive, new { restock = true })));
        received.ShouldAllBe(r => r.Status == HttpStatusCode.OK);

        await Eventually.Async(
            async () =>
            {
                (await RefundedAsync(client, path)).ShouldBe(2_500);
                (await Journey.Available(shop, sku)).ShouldBe(4);
            },
            "the money and the goods to be back, once"
        );
        await Eventually.Async(
            async () =>
                (await client.Get("/me/notifications?limit=50"))["items"]
                    .AsArray()
                    .Select(n => n!["kind"]!.GetValue<string>())
                    .Where(k => k.StartsWith("return_", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .SequenceEqual(["return_received", "return_requested"]),
            "the shopper to be told, once each"
        );
    }

    [Fact]
    public async Task What_staff_take_off_goes_back_and_a_cancellation_after_it_gives_back_the_rest_and_no_more()
    {
        var (client, staff, sku) = (shop.Guest(), await shop.Staff(), await Journey.NewProduct(shop, 5));
        await client.Register();
        var (path, item) = await PlacedAsync(client, sku, 3);

        (await staff.Put($"{path}/items", new { items = new[] { new { itemId = item, quantity = 1 } } })).Is(HttpStatusCode.OK);
        await Eventually.Async(
            async () =>
            {
                (await RefundedAsync(client, path)).ShouldBe(2_500);
                (await Journey.Available(shop, sku)).ShouldBe(4);
            },
            "two of three to be back"
        );

        (await staff.Post($"{path}/cancel", new { reason = "sold out of joy" })).Is(HttpStatusCode.OK);
        await Eventually.Async(
            async () =>
            {
                var payment = (await client.Get(path)).Is(HttpStatusCode.OK)["payment"];
                payment["refunded"]!["amount"]!.GetValue<long>().ShouldBe(payment["captured"]!["amount"]!.GetValue<long>());
                (await Journey.Available(shop, sku)).ShouldBe(5);
            },
            "everything to be back"
        );
    }

    [Fact]
    public async Task An_order_is_ordered_again_and_has_an_invoice()
    {
        var (client, sku) = (shop.Guest(), await Journey.NewProduct(shop, 5));
        await client.Register();
        var (path, _) = await PlacedAsync(client, sku, 3);

        var again = (await client.Post($"{path}/reorder")).Is(HttpStatusCode.OK);
        again["added"].AsArray().Single()!["quantity"]!.GetValue<int>().ShouldBe(2);
        var missed = again["notAdded"].AsArray().Single()!;
        (missed["quantity"]!.GetValue<int>(), missed["reason"]!.GetValue<string>()).ShouldBe((1, "insufficient_stock"));
        (await client.Get("/cart"))["items"].AsArray().Single()!["sku"]!.GetValue<string>().ShouldBe(sku);

        (await client.StatusOf("GET", $"/api/v1{path}/invoice.pdf")).ShouldBe(HttpStatusCode.OK);
        var stranger = shop.Guest();
        await stranger.Register();
        (await stranger.Get($"{path}/invoice.pdf")).IsProblem(404, "order_not_found");
        (await stranger.Post($"{path}/reorder")).IsProblem(404, "order_not_found");
        (await stranger.Post($"{path}/returns", Back(Guid.CreateVersion7().ToString(), 1))).IsProblem(404, "order_not_found");
    }

    [Fact]
    public async Task A_guests_order_joins_the_person_whose_confirmed_address_it_has()
    {
        var (guest, sku) = (shop.Guest(), await Journey.NewProduct(shop, 2));
        var order = (await Journey.Order(guest, await Journey.ReadyCart(guest, sku), "tok_ok", email: "harry@leaky.test")).Is(HttpStatusCode.Created);
        var claim = new { number = order["number"].GetValue<string>(), email = "harry@leaky.test" };
        var stranger = shop.Guest();
        await stranger.Register();
        (await stranger.Post("/orders/claim", claim)).IsProblem(404, "order_not_found");

        var harry = await shop.Harry();
        (await harry.Get($"/orders/{order["id"]}")).IsProblem(404, "order_not_found");
        var reviews = $"/catalog/products/{order["items"].AsArray().Single()!["productId"]}/reviews";
        (
            await harry.Post(
                reviews,
                new
                {
                    rating = 5,
                    title = "Red",
                    body = "I forgot something.",
                }
            )
        ).Is(HttpStatusCode.Created);
        (await harry.Post("/orders/claim", claim)).Is(HttpStatusCode.OK);

        (await harry.Get($"/orders/{order["id"]}")).Is(HttpStatusCode.OK);
        (await stranger.Get($"/orders/{order["id"]}")).IsProblem(404, "order_not_found");
        var staff = await shop.Staff();
        await Eventually.Async(
            async () =>
                (await staff.Get("/catalog/reviews?status=pending&limit=50"))["items"]
                    .AsArray()
                    .Any(r => r!["title"]!.GetValue<string>() == "Red" && r["verifiedPurchase"]!.GetValue<bool>()),
            "the review to be a buyer's"
        );
    }

    private static async Task<(string Path, string Item)> PlacedAsync(ShopClient client, string sku, int quantity)
    {
        var order = (await Journey.Order(client, await Journey.ReadyCart(client, sku, quantity), "tok_ok")).Is(HttpStatusCode.Created);
        return ($"/orders/{order["id"]}", order["items"].AsArray().Single()!["id"]!.GetValue<string>());
    }

    private static object Back(string item, int quantity) =>
        new
        {
            items = new[]
            {
                new
                {
                    itemId = item,
                    quantity,
                    reason = "It bites",
                },
            },
        };

    private static async Task<long> RefundedAsync(ShopClient client, string path) =>
        (await client.Get(path)).Is(HttpStatusCode.OK)["payment"]["refunded"]!["amount"]!.GetValue<long>();
}

[Collection(nameof(Monolith))]
public sealed class MonolithOrderAfterwardsTests(Monolith shop) : OrderAfterwardsTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireOrderAfterwardsTests(MonolithWire shop) : OrderAfterwardsTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaOrderAfterwardsTests(MonolithKafka shop) : OrderAfterwardsTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartOrderAfterwardsTests(IdentityApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartOrderAfterwardsTests(CatalogApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartOrderAfterwardsTests(CartApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartOrderAfterwardsTests(PaymentsApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartOrderAfterwardsTests(OrdersApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartOrderAfterwardsTests(SearchApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartOrderAfterwardsTests(NotificationsApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartOrderAfterwardsTests(RegistryApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartOrderAfterwardsTests(AllApart shop) : OrderAfterwardsTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsOrderAfterwardsTests(TwoHosts shop) : OrderAfterwardsTests(shop);
