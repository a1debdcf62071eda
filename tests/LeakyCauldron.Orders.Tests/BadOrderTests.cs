using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Orders.Tests;

/// <summary>Each wrong request has its code, and nothing is moved.</summary>
public sealed class BadOrderTests
{
    public static TheoryData<string, object?, int, string> Wrong() =>
        new()
        {
            { "unknown method", new { payment = new { method = "beans", token = "tok_ok" } }, 400, "unknown_payment_method" },
            { "unknown token", new { payment = new { method = "gringotts", token = "tok_stolen" } }, 400, "unknown_payment_token" },
            { "no token", new { payment = new { method = "gringotts" } }, 400, "unknown_payment_token" },
            { "no method", new { payment = new { token = "tok_ok" } }, 400, "validation_failed" },
            { "no mail address", new { email = (string?)null }, 400, "validation_failed" },
            { "no such mail address", new { email = "neville" }, 400, "validation_failed" },
            { "negative total", new { expectedTotal = new { amount = -1, currency = "GBP" } }, 400, "validation_failed" },
            { "unknown currency", new { expectedTotal = new { amount = 1, currency = "ZZZ" } }, 400, "validation_failed" },
            { "foreign currency", new { expectedTotal = new { amount = 1645, currency = "XGL" } }, 409, "cart_changed" },
            { "half an address", new { shippingAddress = new { name = "Neville", country = "gb" } }, 400, "validation_failed" },
            { "no such cart", new { cartId = Guid.CreateVersion7() }, 404, "cart_not_found" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_order_moves_nothing(string what, object? part, int status, string code)
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        var body = new Dictionary<string, object?>
        {
            ["cartId"] = cart.Id,
            ["email"] = "neville@hogwarts.test",
            ["payment"] = new { method = "gringotts", token = "tok_ok" },
        };
        foreach (var property in part!.GetType().GetProperties())
        {
            body[property.Name] = property.GetValue(part);
        }

        var answer = await Shop.PostAsync(shop.App.Anonymous(), "orders", body, "k");
        (answer.Status, answer.Code).ShouldBe((status, code), what);
        (shop.Neighbours.Available(variant), cart.State, await shop.BankBalanceAsync()).ShouldBe((5, CartState.Open, 0L));
        (await shop.QueryAsync(db => db.Orders.CountAsync())).ShouldBe(0);
        (await Shop.PostAsync(shop.App.Anonymous(), "orders", body)).Code.ShouldBe("idempotency_key_required");
    }

    [Fact]
    public async Task Somebody_elses_cart_is_as_good_as_none()
    {
        await using var shop = await Shop.StartAsync();
        var cart = shop.Neighbours.NewCart(shop.Neighbours.NewVariant(5), owner: Guid.CreateVersion7());
        (await shop.OrderAsync(shop.App.ClientOf(Guid.CreateVersion7()), cart)).Code.ShouldBe("cart_not_found");
        (await shop.OrderAsync(shop.App.Anonymous(), cart)).Code.ShouldBe("cart_not_found");
        cart.State.ShouldBe(CartState.Open);
    }

    [Fact]
    public async Task A_cart_without_an_address_waits_for_one()
    {
        await using var shop = await Shop.StartAsync();
        var cart = shop.Neighbours.NewCart(shop.Neighbours.NewVariant(5), address: false);
        (await shop.OrderAsync(shop.App.Anonymous(), cart)).Code.ShouldBe("cart_incomplete");
        var body = new
        {
            cartId = cart.Id,
            email = "neville@hogwarts.test",
            shippingAddress = new
            {
                name = "Neville",
                line1 = "7 Greenhouse Lane",
                city = "London",
                postalCode = "N1 1AA",
                country = "GB",
            },
            payment = new { method = "gringotts", token = "tok_ok" },
        };
        var order = await Shop.PostAsync(shop.App.Anonymous(), "orders", body, "k2");
        order.Status.ShouldBe(201);
        order.Body.GetProperty("addresses").GetProperty("billing").GetProperty("line1").GetString().ShouldBe("7 Greenhouse Lane");
    }
}
