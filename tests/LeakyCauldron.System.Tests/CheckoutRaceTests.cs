using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>A checkout while the same cart is being written: whoever loses a race is told so, or tried again, and never gets an error of ours.</summary>
public abstract class CheckoutRaceTests(Topology shop)
{
    private const int Rounds = 8;
    private const int Writers = 4;

    [Fact]
    public async Task A_declined_card_and_writes_to_the_cart_never_end_in_an_error_of_ours()
    {
        var sku = await Journey.NewProduct(shop, 20);
        var client = shop.Guest();
        await client.Register();
        for (var round = 0; round < Rounds; round++)
        {
            var cart = await Journey.ReadyCart(client, sku);
            var order = Journey.Order(client, cart, "tok_declined");
            var writes = await Task.WhenAll(Enumerable.Range(0, Writers).Select(n => WriteUntilAsync(client, cart, n, order)));
            (await order).Status.ShouldBeOneOf(HttpStatusCode.PaymentRequired, HttpStatusCode.Conflict);
            writes.SelectMany(w => w).ShouldAllBe(a => (int)a.Status < 500);
            (await client.Get($"/carts/{cart["id"]}")).Is(HttpStatusCode.OK)["status"].GetValue<string>().ShouldBe("open");
        }

        (await client.Get("/orders"))["items"].AsArray().ShouldBeEmpty();
        (await Journey.Available(shop, sku)).ShouldBe(20);
    }

    private static async Task<List<Answer>> WriteUntilAsync(ShopClient client, JsonNode cart, int writer, Task ended)
    {
        var answers = new List<Answer>();
        do
        {
            answers.Add(await client.Send(HttpMethod.Patch, $"/carts/{cart["id"]}", new { note = $"{writer}.{answers.Count}" }));
        } while (!ended.IsCompleted);

        return answers;
    }
}

[Collection(nameof(Monolith))]
public sealed class MonolithCheckoutRaceTests(Monolith shop) : CheckoutRaceTests(shop);

[Collection(nameof(MonolithWire))]
public sealed class MonolithWireCheckoutRaceTests(MonolithWire shop) : CheckoutRaceTests(shop);

[Collection(nameof(MonolithKafka))]
public sealed class MonolithKafkaCheckoutRaceTests(MonolithKafka shop) : CheckoutRaceTests(shop);

[Collection(nameof(IdentityApart))]
public sealed class IdentityApartCheckoutRaceTests(IdentityApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(CatalogApart))]
public sealed class CatalogApartCheckoutRaceTests(CatalogApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(CartApart))]
public sealed class CartApartCheckoutRaceTests(CartApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(PaymentsApart))]
public sealed class PaymentsApartCheckoutRaceTests(PaymentsApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(OrdersApart))]
public sealed class OrdersApartCheckoutRaceTests(OrdersApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(SearchApart))]
public sealed class SearchApartCheckoutRaceTests(SearchApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(NotificationsApart))]
public sealed class NotificationsApartCheckoutRaceTests(NotificationsApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(RegistryApart))]
public sealed class RegistryApartCheckoutRaceTests(RegistryApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(AllApart))]
public sealed class AllApartCheckoutRaceTests(AllApart shop) : CheckoutRaceTests(shop);

[Collection(nameof(TwoHosts))]
public sealed class TwoHostsCheckoutRaceTests(TwoHosts shop) : CheckoutRaceTests(shop);
