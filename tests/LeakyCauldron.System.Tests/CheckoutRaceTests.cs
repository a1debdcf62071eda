using System.Net;
using System.Text.Json.Nodes;

namespace LeakyCauldron.System.Tests;

/// <summary>A checkout while the same cart is being written: whoever loses a race is told so, or tried again, and never gets an error of ours.</summary>
[Collection(nameof(Monolith))]
public sealed class CheckoutRaceTests(Monolith shop)
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
