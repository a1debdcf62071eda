using LeakyCauldron.Orders.Tests.Harness;

namespace LeakyCauldron.Orders.Tests;

public sealed class OrderLifeTests
{
    [Fact]
    public async Task A_cancelled_order_gives_all_money_back()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await PlacedAsync(shop);
        var path = $"orders/{order["id"]}";
        var cancelled = await Shop.PostAsync(client, $"{path}/cancel", new { reason = "found it" }, "c1");
        (cancelled.Status, cancelled["status"]).ShouldBe((200, "cancelled"));
        Amount(cancelled, "refunded").ShouldBe(Amount(order, "captured"));
        cancelled.Body.GetProperty("allowedActions").EnumerateArray().Select(a => a.GetString()).ShouldBe(["reorder"]);
        (await Shop.PostAsync(client, $"{path}/cancel", new { reason = "found it" }, "c1")).Replayed.ShouldBeTrue();
        var again = await Shop.PostAsync(client, $"{path}/cancel", new { reason = "again" });
        (again.Status, again.Code).ShouldBe((409, "order_state_conflict"));
        await shop.PassAsync();
        (await shop.BankBalanceAsync()).ShouldBe(0);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_cancelled_pending_order_frees_stock_and_cart()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, cart) = await PlacedAsync(shop, "tok_requires_action");
        order.Body.GetProperty("allowedActions").EnumerateArray().Select(a => a.GetString()).ShouldBe(["cancel"]);
        var cancelled = await Shop.PostAsync(client, $"orders/{order["id"]}/cancel", new { });
        (cancelled.Status, cancelled["status"]).ShouldBe((200, "cancelled"));
        cancelled.Body.GetProperty("payment").GetProperty("status").GetString().ShouldBe("voided");
        (cart.State, shop.Neighbours.Available(cart.Lines[0].VariantId)).ShouldBe((CartState.Open, 10));
        (await shop.OrderAsync(client, cart)).Status.ShouldBe(201);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task Parcels_go_out_in_parts_and_arrive()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await PlacedAsync(shop, quantity: 3);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}";
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        object Parcel(int quantity) =>
            new
            {
                items = new[] { new { itemId = item, quantity } },
                carrier = "Owl Post",
                trackingNumber = "OP-1",
            };
        (await Shop.PostAsync(client, $"{path}/shipments", Parcel(1))).Status.ShouldBe(403);
        var part = await Shop.PostAsync(staff, $"{path}/shipments", Parcel(1));
        (part.Status, part["status"]).ShouldBe((201, "partially_shipped"));
        (await Shop.PostAsync(staff, $"{path}/shipments", Parcel(3))).Status.ShouldBe(400);
        (await Shop.PostAsync(staff, $"{path}/deliver", null)).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(client, $"{path}/cancel", new { })).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(staff, $"{path}/shipments", new { carrier = "Swift Owl", trackingNumber = "SO-2" }))["status"].ShouldBe("shipped");
        var delivered = await Shop.PostAsync(staff, $"{path}/deliver", null);
        delivered["status"].ShouldBe("delivered");
        var mine = await Shop.GetAsync(client, path);
        mine.Body.GetProperty("shipments").EnumerateArray().Select(s => s.GetProperty("trackingNumber").GetString()).ShouldBe(["OP-1", "SO-2"]);
        mine.Body.GetProperty("timeline")
            .EnumerateArray()
            .Select(t => t.GetProperty("status").GetString())
            .ShouldBe(["pending_payment", "confirmed", "partially_shipped", "shipped", "delivered"]);
    }

    [Fact]
    public async Task Refunds_by_line_and_by_amount_add_up_to_what_was_paid()
    {
        await using var shop = await Shop.StartAsync();
        var (_, order, cart) = await PlacedAsync(shop, quantity: 3);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}/refunds";
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await Shop.PostAsync(staff, path, new { reason = "broken" })).Code.ShouldBe("idempotency_key_required");
        var line = await Shop.PostAsync(staff, path, new { items = new[] { new { itemId = item, quantity = 2 } }, reason = "broken" }, "r1");
        (line.Status, line["status"], Amount(line, "refunded")).ShouldBe((201, "partially_refunded", 2_500L));
        (
            await Shop.PostAsync(staff, path, new { items = new[] { new { itemId = item, quantity = 2 } }, reason = "broken" }, "r1")
        ).Replayed.ShouldBeTrue();
        (await Shop.PostAsync(staff, path, new { amount = new { amount = 99_999, currency = "GBP" }, reason = "x" }, "r2")).Code.ShouldBe(
            "refund_exceeds_captured"
        );
        (await Shop.PostAsync(staff, path, new { amount = new { amount = 1, currency = "EUR" }, reason = "x" }, "r3")).Code.ShouldBe(
            "currency_mismatch"
        );
        var rest = await Shop.PostAsync(staff, path, new { reason = "all of it" }, "r4");
        (rest["status"], Amount(rest, "refunded")).ShouldBe(("refunded", cart.Total.Amount));
        (await Shop.PostAsync(staff, path, new { reason = "more" }, "r5")).Code.ShouldBe("order_state_conflict");
        (await shop.BankBalanceAsync()).ShouldBe(0);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_refund_at_payments_reaches_the_order()
    {
        await using var shop = await Shop.StartAsync(background: true);
        var (client, order, cart) = await PlacedAsync(shop);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var payment = order.Body.GetProperty("payment").GetProperty("id").GetString();
        (await Shop.PostAsync(staff, $"payments/{payment}/refund", new { reason = "goodwill" }, "g1")).Status.ShouldBe(200);
        await Eventually.Async(
            async () => (await Shop.GetAsync(client, $"orders/{order["id"]}"))["status"] == "refunded",
            "the order to note the refund"
        );
        Amount(await Shop.GetAsync(client, $"orders/{order["id"]}"), "refunded").ShouldBe(cart.Total.Amount);
    }

    [Fact]
    public async Task A_write_that_was_made_on_an_old_look_is_refused()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await PlacedAsync(shop);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}";
        (await Shop.PostAsync(staff, $"{path}/process", null))["status"].ShouldBe("processing");
        var stale = await Shop.PostAsync(client, $"{path}/cancel", new { }, ifMatch: order.ETag);
        (stale.Status, stale.Code).ShouldBe((412, "precondition_failed"));
        stale.Body.GetProperty("current").GetProperty("status").GetString().ShouldBe("processing");
        (await Shop.PostAsync(client, $"{path}/cancel", new { })).Code.ShouldBe("order_state_conflict");
    }

    internal static async Task<(HttpClient Client, Reply Order, FakeCart Cart)> PlacedAsync(Shop shop, string token = "tok_ok", int quantity = 1)
    {
        var shopper = Guid.CreateVersion7();
        var client = shop.App.ClientOf(shopper);
        var cart = shop.Neighbours.NewCart(shop.Neighbours.NewVariant(10), quantity, shopper);
        var order = await shop.OrderAsync(client, cart, token);
        order.Status.ShouldBe(201);
        return (client, order, cart);
    }

    private static long Amount(Reply order, string what) => order.Body.GetProperty("payment").GetProperty(what).GetProperty("amount").GetInt64();
}
