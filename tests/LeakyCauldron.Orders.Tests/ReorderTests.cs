using LeakyCauldron.Orders.Tests.Harness;

namespace LeakyCauldron.Orders.Tests;

public sealed class ReorderTests
{
    [Fact]
    public async Task What_can_still_be_had_goes_into_the_cart_and_the_rest_is_said()
    {
        await using var shop = await Shop.StartAsync();
        var (client, order, cart) = await OrderLifeTests.PlacedAsync(shop, quantity: 6);
        var path = $"orders/{order["id"]}/reorder";
        order.Body.GetProperty("allowedActions").EnumerateArray().ShouldContain(a => a.GetString() == "reorder");

        // Six of ten are sold, so four are left.
        var again = await Shop.PostAsync(client, path, null, "again");
        again.Status.ShouldBe(200);
        var (added, missed) = (again.Body.GetProperty("added")[0], again.Body.GetProperty("notAdded")[0]);
        added.GetProperty("variantId").GetGuid().ShouldBe(cart.Lines[0].VariantId);
        added.GetProperty("quantity").GetInt32().ShouldBe(4);
        (missed.GetProperty("quantity").GetInt32(), missed.GetProperty("reason").GetString()).ShouldBe((2, "insufficient_stock"));
        (await Shop.PostAsync(client, path, null, "again")).Replayed.ShouldBeTrue();
        (await Shop.GetAsync(client, $"orders/{order["id"]}")).ETag.ShouldBe(order.ETag);
    }

    [Fact]
    public async Task Only_the_owner_orders_again_and_not_before_the_order_is_settled()
    {
        await using var shop = await Shop.StartAsync();
        var (client, waiting, _) = await OrderLifeTests.PlacedAsync(shop, "tok_requires_action");
        var path = $"orders/{waiting["id"]}/reorder";
        (await Shop.PostAsync(client, path, null)).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(shop.App.ClientOf(Guid.CreateVersion7()), path, null)).Code.ShouldBe("order_not_found");
        (await Shop.PostAsync(shop.App.ClientOf(Guid.CreateVersion7(), "staff"), path, null)).Code.ShouldBe("order_state_conflict");
        (await Shop.PostAsync(shop.App.Anonymous(), path, null)).Status.ShouldBe(401);
        (await Shop.PostAsync(client, $"orders/{waiting["id"]}/cancel", new { })).Status.ShouldBe(200);
        (await Shop.PostAsync(client, path, null)).Status.ShouldBe(200);
    }
}
