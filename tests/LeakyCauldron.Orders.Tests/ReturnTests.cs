using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Orders.Tests;

public sealed class ReturnTests
{
    [Fact]
    public async Task What_was_sent_can_be_sent_back_and_its_money_returns()
    {
        await using var shop = await Shop.StartAsync();
        var (client, staff, path, item) = await DeliveredAsync(shop, 3);
        var asked = await Shop.PostAsync(client, $"{path}/returns", Items(item, 2, "It bites"), "ret-1");
        asked.Status.ShouldBe(201);
        var back = asked.Body.GetProperty("returns")[0];
        (back.GetProperty("status").GetString(), back.GetProperty("items")[0].GetProperty("reason").GetString()).ShouldBe(("requested", "It bites"));
        asked.Body.GetProperty("timeline").EnumerateArray().Last().GetProperty("message").GetString().ShouldBe("A return of 2 items was asked for.");
        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 2, "It bites"), "ret-1")).Replayed.ShouldBeTrue();

        var id = back.GetProperty("id").GetString();
        var received = await Shop.PostAsync(
            staff,
            $"returns/{id}/receive",
            new { items = new[] { new { itemId = item, quantity = 1 } }, restock = true }
        );
        (received.Status, received["status"], Refunded(received)).ShouldBe((200, "partially_refunded", 1_250L));
        received.Body.GetProperty("returns")[0].GetProperty("items")[0].GetProperty("accepted").GetInt32().ShouldBe(1);
        (await EventsAsync(shop, "return")).ShouldBe(["orders.return-requested.v1", "orders.return-received.v1"]);

        // One unit was not taken, so two can still be asked for.
        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 3, "more"))).Code.ShouldBe("return_quantity_invalid");
        var rest = await Shop.PostAsync(client, $"{path}/returns", Items(item, 2, "more"));
        var all = await Shop.PostAsync(staff, $"returns/{rest.Body.GetProperty("returns")[1].GetProperty("id")}/receive", new { restock = false });
        (all["status"], Refunded(all)).ShouldBe(("partially_refunded", 3_750L));
        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 1, "more"))).Code.ShouldBe("order_state_conflict");
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task Only_what_was_sent_and_not_asked_for_yet_can_be_asked_for()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: 2);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}";
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 1, "early"))).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(staff, $"{path}/shipments", new { carrier = "Owl Post", trackingNumber = "OP-1" })).Status.ShouldBe(201);
        (await Shop.GetAsync(client, path)).Body.GetProperty("allowedActions").EnumerateArray().ShouldContain(a => a.GetString() == "return");

        (await Shop.PostAsync(shop.App.ClientOf(Guid.CreateVersion7()), $"{path}/returns", Items(item, 1, "x"))).Code.ShouldBe("order_not_found");
        foreach (
            var wrong in new[]
            {
                Items(item, 0, "x"),
                Items(item, 1, ""),
                Items(Guid.CreateVersion7(), 1, "x"),
                new { items = Array.Empty<object>() },
            }
        )
        {
            (await Shop.PostAsync(client, $"{path}/returns", wrong)).Status.ShouldBe(400);
        }

        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 3, "x"))).Code.ShouldBe("return_quantity_invalid");
        var asked = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => Shop.PostAsync(client, $"{path}/returns", Items(item, 1, $"at once {i}"))));
        asked.Count(a => a.Status == 201).ShouldBe(2);
        asked.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "order_state_conflict");
        (await Shop.GetAsync(client, path)).Body.GetProperty("returns").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Twenty_receipts_at_once_are_one_refund_and_one_restock()
    {
        await using var shop = await Shop.StartAsync();
        var (client, staff, path, item) = await DeliveredAsync(shop, 2);
        var asked = await Shop.PostAsync(client, $"{path}/returns", Items(item, 2, "no"));
        var receive = $"returns/{asked.Body.GetProperty("returns")[0].GetProperty("id")}/receive";
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Shop.PostAsync(staff, receive, new { restock = true })));
        answers.ShouldAllBe(a => a.Status == 200);
        await shop.PassAsync();
        var order = await Shop.GetAsync(client, path);
        Refunded(order).ShouldBe(2_500);
        (await shop.QueryAsync(db => db.Instructions.CountAsync())).ShouldBe(1);
        (await EventsAsync(shop, "return-received")).ShouldHaveSingleItem();
        (await shop.BankBalanceAsync()).ShouldBe(395);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task Money_that_went_back_before_does_not_go_back_again()
    {
        await using var shop = await Shop.StartAsync();
        var (client, staff, path, item) = await DeliveredAsync(shop, 2);
        var one = new { items = new[] { new { itemId = item, quantity = 1 } }, reason = "goodwill" };
        (await Shop.PostAsync(staff, $"{path}/refunds", one, "f1")).Status.ShouldBe(201);
        (
            await Shop.PostAsync(staff, $"{path}/refunds", new { amount = new { amount = 1_200, currency = "GBP" }, reason = "late" }, "f2")
        ).Status.ShouldBe(201);
        var asked = await Shop.PostAsync(client, $"{path}/returns", Items(item, 2, "no"));
        var id = asked.Body.GetProperty("returns")[0].GetProperty("id");

        // 2,895 were taken and 2,450 went back; the second unit cost 1,250.
        var received = await Shop.PostAsync(staff, $"returns/{id}/receive", new { restock = false });
        (received["status"], Refunded(received)).ShouldBe(("refunded", 2_895L));
        received.Body.GetProperty("returns")[0].GetProperty("refund").GetProperty("amount").GetInt64().ShouldBe(445);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_rejected_return_moves_nothing_and_may_be_asked_for_again()
    {
        await using var shop = await Shop.StartAsync();
        var (client, staff, path, item) = await DeliveredAsync(shop, 1);
        var asked = await Shop.PostAsync(client, $"{path}/returns", Items(item, 1, "no"));
        var returns = $"returns/{asked.Body.GetProperty("returns")[0].GetProperty("id")}";
        (await Shop.PostAsync(client, $"{returns}/reject", new { })).Status.ShouldBe(403);
        (await Shop.PostAsync(client, $"{returns}/receive", new { restock = true })).Status.ShouldBe(403);
        (await Shop.PostAsync(staff, $"returns/{Guid.CreateVersion7()}/receive", new { restock = true })).Code.ShouldBe("return_not_found");
        (
            await Shop.PostAsync(staff, $"{returns}/receive", new { items = new[] { new { itemId = item, quantity = 2 } }, restock = true })
        ).Code.ShouldBe("return_quantity_invalid");
        var stale = await Shop.PostAsync(staff, $"{returns}/reject", new { reason = "worn" }, ifMatch: "\"1-staff\"");
        (stale.Status, stale.Code).ShouldBe((412, "precondition_failed"));
        var rejected = await Shop.PostAsync(staff, $"{returns}/reject", new { reason = "worn" });
        rejected.Body.GetProperty("returns")[0].GetProperty("note").GetString().ShouldBe("worn");
        Refunded(rejected).ShouldBe(0);
        (await Shop.PostAsync(staff, $"{returns}/receive", new { restock = true })).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(client, $"{path}/returns", Items(item, 1, "again"))).Status.ShouldBe(201);
    }

    private static async Task<(HttpClient Client, HttpClient Staff, string Path, Guid Item)> DeliveredAsync(Shop shop, int quantity)
    {
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: quantity);
        var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}";
        (await Shop.PostAsync(staff, $"{path}/shipments", new { carrier = "Owl Post", trackingNumber = "OP-1" })).Status.ShouldBe(201);
        (await Shop.PostAsync(staff, $"{path}/deliver", null)).Status.ShouldBe(200);
        return (client, staff, path, order.Body.GetProperty("items")[0].GetProperty("id").GetGuid());
    }

    private static object Items(Guid item, int quantity, string reason) =>
        new
        {
            items = new[]
            {
                new
                {
                    itemId = item,
                    quantity,
                    reason,
                },
            },
        };

    private static long Refunded(Reply order) => order.Body.GetProperty("payment").GetProperty("refunded").GetProperty("amount").GetInt64();

    private static Task<string[]> EventsAsync(Shop shop, string part) =>
        shop.QueryAsync(async db =>
            (await db.Set<OutboxMessage>().OrderBy(m => m.Id).ToListAsync())
                .Select(m => m.Type)
                .Where(t => t.Contains(part, StringComparison.Ordinal))
                .ToArray()
        );
}
