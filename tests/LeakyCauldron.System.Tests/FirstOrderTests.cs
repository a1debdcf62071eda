using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>The first order, from the search field to the mail, as a shopper makes it.</summary>
public abstract class FirstOrderTests(Topology shop)
{
    [Fact]
    public async Task A_guest_finds_fills_registers_claims_orders_and_is_told()
    {
        var sku = await Journey.NewProduct(shop, 5);
        var client = shop.Guest();
        Answer? answer = null;
        await Eventually.Async(
            async () => (answer = await client.Get($"/search/products?q={sku}"))["total"].GetValue<int>() == 1,
            "search to find the new product"
        );
        var found = answer!["items"][0]!;
        var product = (await client.Get($"/catalog/products/{found["slug"]}")).Is(HttpStatusCode.OK);
        product.ETag.ShouldNotBeNull();
        var variant = product["variants"][0]!["id"]!.GetValue<string>();

        var cart = (await client.Post("/carts", new { })).Is(HttpStatusCode.Created);
        var id = cart["id"].GetValue<string>();
        (await client.Post($"/carts/{id}/items", new { variantId = variant, quantity = 1 })).Is(HttpStatusCode.OK);
        var twice = (await client.Post($"/carts/{id}/items", new { sku, quantity = 1 })).Is(HttpStatusCode.OK);
        twice["items"].AsArray().Count.ShouldBe(1);
        twice["items"][0]!["quantity"]!.GetValue<int>().ShouldBe(2);
        twice["totals"]["subtotal"]!["amount"]!.GetValue<long>().ShouldBe(2500);

        var email = await client.Register();
        (await client.Post("/cart/claim", new { cartId = id, strategy = "merge" })).Is(HttpStatusCode.OK);
        (await shop.Guest().Get($"/carts/{id}")).IsProblem(404, "cart_not_found");
        var mine = (await client.Get("/cart")).Is(HttpStatusCode.OK)["id"].GetValue<string>();
        var ready = await Journey.Ready(client, mine);

        var order = (await Journey.Order(client, ready, "tok_ok")).Is(HttpStatusCode.Created);
        order["status"].GetValue<string>().ShouldBe("confirmed");
        order["totals"]["total"]!["amount"]!.GetValue<long>().ShouldBe(ready["totals"]!["total"]!["amount"]!.GetValue<long>());
        order["payment"]["status"]!.GetValue<string>().ShouldBe("captured");
        (await Journey.Available(shop, sku)).ShouldBe(3);

        var number = order["number"].GetValue<string>();
        (await client.Get($"/orders/{order["id"]}")).Is(HttpStatusCode.OK)["number"].GetValue<string>().ShouldBe(number);
        (await client.Get("/orders"))["items"].AsArray().Count.ShouldBe(1);
        (await shop.Guest().Get($"/orders/{order["id"]}")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await (await shop.Harry()).Get($"/orders/{order["id"]}")).Status.ShouldBe(HttpStatusCode.NotFound);

        await Eventually.Async(
            async () =>
                (await client.Get("/me/notifications"))["items"]
                    .AsArray()
                    .Any(n => n!["title"]!.GetValue<string>().Contains(number, StringComparison.Ordinal)),
            "the order to appear in the shopper's notifications"
        );
        await Eventually.Async(() => Mails(number, email) == 1, "one mail about the order");
        (await client.Get("/cart"))["items"].AsArray().ShouldBeEmpty();
        (await Journey.Available(shop, sku)).ShouldBe(3);
    }

    [Fact]
    public async Task A_declined_card_leaves_cart_and_stock_as_they_were()
    {
        var sku = await Journey.NewProduct(shop, 2);
        var client = shop.Guest();
        await client.Register();
        var cart = await Journey.ReadyCart(client, sku);
        (await Journey.Order(client, cart, "tok_declined")).IsProblem(402, "payment_declined");
        (await client.Get("/orders"))["items"].AsArray().ShouldBeEmpty();
        (await Journey.Available(shop, sku)).ShouldBe(2);
        var after = (await client.Get($"/carts/{cart["id"]}")).Is(HttpStatusCode.OK);
        after["items"].AsArray().Count.ShouldBe(1);
        (await Journey.Order(client, after.Json!, "tok_ok")).Is(HttpStatusCode.Created)["status"].GetValue<string>().ShouldBe("confirmed");
        (await Journey.Available(shop, sku)).ShouldBe(1);
    }

    [Fact]
    public async Task Two_shoppers_and_one_last_unit_make_one_order()
    {
        var sku = await Journey.NewProduct(shop, 1);
        var (one, two) = (shop.Guest(), shop.Guest());
        var carts = await Task.WhenAll(Journey.ReadyCart(one, sku), Journey.ReadyCart(two, sku));
        var answers = await Task.WhenAll(
            Journey.Order(one, carts[0], "tok_ok", email: "one@leaky.test"),
            Journey.Order(two, carts[1], "tok_ok", email: "two@leaky.test")
        );
        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Single(a => a.Status != HttpStatusCode.Created).IsProblem(409, "insufficient_stock");
        (await Journey.Available(shop, sku)).ShouldBe(0);
    }

    [Fact]
    public async Task Many_identical_calls_with_one_key_are_one_order()
    {
        var sku = await Journey.NewProduct(shop, 50);
        var client = shop.Guest();
        await client.Register();
        var cart = await Journey.ReadyCart(client, sku);
        var key = Guid.CreateVersion7().ToString();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Journey.Order(client, cart, "tok_ok", key)));
        answers.Where(a => a.Status == HttpStatusCode.Conflict).ShouldAllBe(a => a.Code == "request_in_progress" && a.RetryAfter != null);
        answers.Where(a => a.Status == HttpStatusCode.Created).Select(a => a.Text).Distinct().Count().ShouldBe(1);
        answers.Count(a => a.Status == HttpStatusCode.Created && !a.Replayed).ShouldBe(1);
        (await Journey.Order(client, cart, "tok_ok", key)).Replayed.ShouldBeTrue();
        (await Journey.Order(client, cart, "tok_declined", key)).IsProblem(422, "idempotency_key_reused");
        (await client.Get("/orders"))["items"].AsArray().Count.ShouldBe(1);
        (await Journey.Available(shop, sku)).ShouldBe(49);
    }

    [Fact]
    public async Task A_changed_total_is_told_before_money_moves()
    {
        var sku = await Journey.NewProduct(shop, 5);
        var client = shop.Guest();
        await client.Register();
        var cart = await Journey.ReadyCart(client, sku);
        cart["totals"]!["total"]!["amount"] = 1L;
        var answer = await Journey.Order(client, cart, "tok_ok");
        answer.IsProblem(409, "cart_changed");
        answer["expected"]["amount"]!.GetValue<long>().ShouldBe(1);
        answer["actual"]["amount"]!.GetValue<long>().ShouldBeGreaterThan(1);
        (await Journey.Available(shop, sku)).ShouldBe(5);
    }

    private int Mails(string number, string email) =>
        Directory.Exists(Path.Combine(shop.DataDirectory, "mail"))
            ? Directory
                .GetFiles(Path.Combine(shop.DataDirectory, "mail"), "*.eml")
                .Select(File.ReadAllText)
                .Count(m => m.Contains(number, StringComparison.Ordinal) && m.Contains(email, StringComparison.Ordinal))
            : 0;
}

[Collection(nameof(Monolith))]
public sealed class MonolithFirstOrderTests(Monolith shop) : FirstOrderTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireFirstOrderTests(MonolithWire shop) : FirstOrderTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaFirstOrderTests(MonolithKafka shop) : FirstOrderTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartFirstOrderTests(IdentityApart shop) : FirstOrderTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartFirstOrderTests(CatalogApart shop) : FirstOrderTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartFirstOrderTests(CartApart shop) : FirstOrderTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartFirstOrderTests(PaymentsApart shop) : FirstOrderTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartFirstOrderTests(OrdersApart shop) : FirstOrderTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartFirstOrderTests(SearchApart shop) : FirstOrderTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartFirstOrderTests(NotificationsApart shop) : FirstOrderTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartFirstOrderTests(RegistryApart shop) : FirstOrderTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartFirstOrderTests(AllApart shop) : FirstOrderTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsFirstOrderTests(TwoHosts shop) : FirstOrderTests(shop);
