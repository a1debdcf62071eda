using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Orders.Tests;

public sealed class EditTests
{
    [Fact]
    public async Task What_is_taken_off_before_it_is_sent_is_refunded_and_not_sent()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: 3);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}";
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await Shop.PutAsync(client, $"{path}/items", Keep(item, 2))).Status.ShouldBe(403);
        var seen = await Shop.GetAsync(staff, path);
        var edited = await Shop.PutAsync(staff, $"{path}/items", Keep(item, 1), seen.ETag);
        (edited.Status, edited["status"], Refunded(edited)).ShouldBe((200, "partially_refunded", 2_500L));
        edited.Body.GetProperty("totals").GetRawText().ShouldBe(order.Body.GetProperty("totals").GetRawText());
        edited
            .Body.GetProperty("timeline")
            .EnumerateArray()
            .ShouldContain(t => t.GetProperty("message").GetString() == "2 items were taken off the order.");
        var events = await shop.QueryAsync(db => db.Set<OutboxMessage>().Where(m => m.Type == "orders.order-items-reduced.v1").ToListAsync());
        events.ShouldHaveSingleItem().Payload.ShouldContain("\"quantity\":2");

        (await Shop.PutAsync(staff, $"{path}/items", Keep(item, 1), seen.ETag)).Code.ShouldBe("precondition_failed");
        Refunded(await Shop.PutAsync(staff, $"{path}/items", Keep(item, 1))).ShouldBe(2_500);
        var shipped = await Shop.PostAsync(staff, $"{path}/shipments", new { carrier = "Owl Post", trackingNumber = "OP-1" });
        shipped["status"].ShouldBe("shipped");
        shipped.Body.GetProperty("items")[0].GetProperty("shipped").GetInt32().ShouldBe(1);
        (await Shop.PutAsync(staff, $"{path}/items", Keep(item, 0))).Code.ShouldBe("order_state_conflict");
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task More_than_was_paid_for_and_nothing_at_all_are_refused()
    {
        await using var shop = await Shop.StartAsync();
        var (_, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: 2);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var path = $"orders/{order["id"]}/items";
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        var more = await Shop.PutAsync(staff, path, Keep(item, 3));
        (more.Status, more.Code, more["quantity"]).ShouldBe((409, "order_edit_needs_payment", "2"));
        foreach (var wrong in new[] { Keep(item, 0), Keep(item, -1), Keep(Guid.CreateVersion7(), 1), new { items = Array.Empty<object>() } })
        {
            (await Shop.PutAsync(staff, path, wrong)).Status.ShouldBe(400);
        }

        var (_, cash, _) = await OrderLifeTests.PlacedAsync(shop, "cash", 2);
        var first = cash.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        (await Shop.PutAsync(staff, $"orders/{cash["id"]}/items", Keep(first, 1))).Code.ShouldBe("order_state_conflict");
    }

    [Fact]
    public async Task Many_edits_at_once_refund_once()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop, quantity: 3);
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var item = order.Body.GetProperty("items")[0].GetProperty("id").GetGuid();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Shop.PutAsync(staff, $"orders/{order["id"]}/items", Keep(item, 1))));
        answers.ShouldAllBe(a => a.Status == 200);
        await shop.PassAsync();
        Refunded(await Shop.GetAsync(client, $"orders/{order["id"]}")).ShouldBe(2_500);
        (await shop.QueryAsync(db => db.Instructions.CountAsync())).ShouldBe(1);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_note_is_for_staff_alone()
    {
        await using var shop = await Shop.StartAsync();
        using var guest = shop.App.Anonymous();
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop);
        var path = $"orders/{order["id"]}";
        (await Shop.PostAsync(client, $"{path}/notes", new { text = "mine" })).Status.ShouldBe(403);
        (await Shop.PostAsync(staff, $"{path}/notes", new { text = " " })).Status.ShouldBe(400);
        var noted = await Shop.PostAsync(staff, $"{path}/notes", new { text = "Asked twice for a Howler" }, "n1");
        noted.Status.ShouldBe(201);
        var note = noted.Body.GetProperty("timeline").EnumerateArray().Last();
        (note.GetProperty("message").GetString(), note.GetProperty("staffOnly").GetBoolean()).ShouldBe(("Asked twice for a Howler", true));
        foreach (
            var seen in new[]
            {
                await Shop.GetAsync(client, path),
                await Shop.GetAsync(guest, $"orders/by-number/{order["number"]}?email=neville@hogwarts.test"),
                await Shop.PostAsync(client, $"{path}/cancel", new { reason = "no" }),
            }
        )
        {
            seen.Status.ShouldBe(200);
            seen.Body.GetRawText().ShouldNotContain("Howler");
        }
    }

    private static object Keep(Guid item, int quantity) => new { items = new[] { new { itemId = item, quantity } } };

    private static long Refunded(Reply order) => order.Body.GetProperty("payment").GetProperty("refunded").GetProperty("amount").GetInt64();
}
