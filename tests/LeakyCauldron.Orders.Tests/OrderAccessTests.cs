using System.Net;
using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Tests.Harness;

namespace LeakyCauldron.Orders.Tests;

public sealed class OrderAccessTests
{
    [Fact]
    public async Task An_order_is_its_owners_and_staffs_and_nobody_elses()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop);
        var path = $"orders/{order["id"]}";
        using var stranger = shop.App.ClientOf(Guid.CreateVersion7());
        using var staff = shop.App.ClientOf(Guid.CreateVersion7(), "staff");
        (await Shop.GetAsync(shop.App.Anonymous(), path)).Status.ShouldBe(401);
        (await Shop.GetAsync(stranger, path)).Code.ShouldBe("order_not_found");
        (await Shop.PostAsync(stranger, $"{path}/cancel", new { })).Code.ShouldBe("order_not_found");
        (await Shop.GetAsync(stranger, "orders")).Body.GetProperty("total").GetInt64().ShouldBe(0);
        (await Shop.GetAsync(client, "admin/orders")).Status.ShouldBe(403);
        (await Shop.GetAsync(staff, path))
            .Body.GetProperty("allowedActions")
            .EnumerateArray()
            .Select(a => a.GetString())
            .ShouldBe(["cancel", "process", "ship", "refund", "invoice", "edit"]);
        (await Shop.GetAsync(staff, $"admin/orders?status=confirmed&q={order["number"]![..6]}")).Body.GetProperty("total").GetInt64().ShouldBe(1);
        (await Shop.GetAsync(staff, "admin/orders?q=%25")).Body.GetProperty("total").GetInt64().ShouldBe(0);
        (await Shop.GetAsync(staff, "admin/orders?status=lost")).Status.ShouldBe(400);
    }

    [Fact]
    public async Task A_guest_finds_an_order_by_its_number_and_mail_address_only()
    {
        await using var shop = await Shop.StartAsync();
        using var guest = shop.App.Anonymous();
        var order = await shop.OrderAsync(guest, shop.Neighbours.NewCart(shop.Neighbours.NewVariant(1)), email: "Luna@Hogwarts.test");
        var number = order["number"]!;
        (await Shop.GetAsync(guest, $"orders/by-number/{number.ToLowerInvariant()}?email=luna@hogwarts.test"))["id"].ShouldBe(order["id"]);
        foreach (var wrong in new[] { $"{number}?email=someone@else.test", $"{number}", "LC-22222222?email=luna@hogwarts.test" })
        {
            (await Shop.GetAsync(guest, $"orders/by-number/{wrong}")).Code.ShouldBe("order_not_found");
        }
    }

    [Fact]
    public async Task Pages_are_newest_first_and_without_gap_or_repeat()
    {
        await using var shop = await Shop.StartAsync();
        var shopper = Guid.CreateVersion7();
        shop.Neighbours.Contacts[shopper] = new Contact(shopper, "ginny@hogwarts.test", true, "Ginny", "en-GB", false);
        using var client = shop.App.ClientOf(shopper);
        for (var i = 0; i < 5; i++)
        {
            (await shop.OrderAsync(client, shop.Neighbours.NewCart(shop.Neighbours.NewVariant(1), owner: shopper), email: null))["email"]
                .ShouldBe("ginny@hogwarts.test");
        }

        var numbers = new List<string>();
        for (var path = "orders?limit=2"; path is not null; )
        {
            var page = await Shop.GetAsync(client, path);
            page.Body.GetProperty("total").GetInt64().ShouldBe(5);
            numbers.AddRange(page.Body.GetProperty("items").EnumerateArray().Select(o => o.GetProperty("number").GetString()!));
            path = page.Body.GetProperty("next").GetString() is { } next ? $"orders?limit=2&after={next}" : null;
        }

        numbers.Distinct().Count().ShouldBe(5);
        (await Shop.GetAsync(client, "orders?limit=0")).Status.ShouldBe(400);
        (await Shop.GetAsync(client, "orders?after=nonsense")).Code.ShouldBe("invalid_cursor");
    }

    [Fact]
    public async Task An_unchanged_order_is_not_sent_again()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, _) = await OrderLifeTests.PlacedAsync(shop);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"orders/{order["id"]}");
        request.Headers.Add("If-None-Match", order.ETag);
        (await client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.NotModified);
    }
}
