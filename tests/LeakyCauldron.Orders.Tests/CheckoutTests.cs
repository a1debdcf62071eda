using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Orders.Tests;

public sealed partial class CheckoutTests
{
    [Fact]
    public async Task A_paid_order_is_confirmed_its_stock_taken_and_its_cart_closed()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant, 2);
        var order = await shop.OrderAsync(shop.App.Anonymous(), cart);
        order.Status.ShouldBe(201, order.Body.ToString());
        (order["status"], shop.Neighbours.Available(variant), cart.State).ShouldBe(("confirmed", 3, CartState.Ordered));
        order.Body.GetProperty("payment").GetProperty("captured").GetProperty("amount").GetInt64().ShouldBe(cart.Total.Amount);
        order["number"]!.ShouldMatch("^LC-[2-9A-HJ-KM-NP-TV-Z]{8}$");
        (await shop.OrderAsync(shop.App.Anonymous(), cart)).Code.ShouldBe("cart_already_ordered");
        await shop.BooksAgreeAsync();
    }

    [Theory]
    [InlineData("tok_declined", "card_declined")]
    [InlineData("tok_insufficient_galleons", "insufficient_funds")]
    public async Task A_declined_card_leaves_cart_and_stock_as_they_were(string token, string reason)
    {
        await using var shop = await Shop.StartAsync();
        var shopper = Guid.CreateVersion7();
        using var client = shop.App.ClientOf(shopper);
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant, 2, shopper);
        var key = Guid.CreateVersion7().ToString();
        var declined = await shop.OrderAsync(client, cart, token, key);
        (declined.Status, declined.Code, declined["declineCode"]).ShouldBe((402, "payment_declined", reason));
        (shop.Neighbours.Available(variant), cart.State).ShouldBe((5, CartState.Open));
        (await Shop.GetAsync(client, "orders")).Body.GetProperty("total").GetInt64().ShouldBe(0);
        var replayed = await shop.OrderAsync(client, cart, token, key);
        (replayed.Status, replayed.Replayed).ShouldBe((402, true));
        (await shop.OrderAsync(client, cart)).Status.ShouldBe(201);
        shop.Neighbours.Available(variant).ShouldBe(3);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task Two_shoppers_and_one_last_unit_make_one_order()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(1);
        var carts = Enumerable.Range(0, 8).Select(_ => shop.Neighbours.NewCart(variant)).ToArray();
        var answers = await Task.WhenAll(carts.Select(c => shop.OrderAsync(shop.App.Anonymous(), c)));
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "insufficient_stock" && a["available"] == "0");
        carts.Count(c => c.State == CartState.Open).ShouldBe(7);
        (shop.Neighbours.Available(variant), await shop.BankBalanceAsync()).ShouldBe((0, carts[0].Total.Amount));
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task Fifty_identical_calls_with_one_key_make_one_order()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(100);
        var cart = shop.Neighbours.NewCart(variant);
        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => shop.OrderAsync(shop.App.Anonymous(), cart, key: "one")));
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Code == "request_in_progress");
        var placed = answers.Where(a => a.Status == 201).Append(await shop.OrderAsync(shop.App.Anonymous(), cart, key: "one")).ToArray();
        placed.Select(a => a.Body.ToString()).Distinct().Count().ShouldBe(1);
        placed.Count(a => !a.Replayed).ShouldBe(1);
        (await shop.QueryAsync(db => db.Orders.CountAsync())).ShouldBe(1);
        (shop.Neighbours.Available(variant), await shop.BankBalanceAsync()).ShouldBe((99, cart.Total.Amount));
    }

    [Fact]
    public async Task A_changed_total_is_told_before_anything_is_taken()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        var changed = await shop.OrderAsync(shop.App.Anonymous(), cart, expected: 1, key: "k");
        (changed.Status, changed.Code).ShouldBe((409, "cart_changed"));
        changed.Body.GetProperty("expected").GetProperty("amount").GetInt64().ShouldBe(1);
        changed.Body.GetProperty("actual").GetProperty("amount").GetInt64().ShouldBe(cart.Total.Amount);
        (shop.Neighbours.Available(variant), cart.State).ShouldBe((5, CartState.Open));
        (await shop.OrderAsync(shop.App.Anonymous(), cart, key: "k")).Status.ShouldBe(201);
    }

    [Theory]
    [InlineData("tok_timeout")]
    [InlineData("tok_async_ok")]
    public async Task An_outcome_that_is_not_known_yet_is_asked_for_until_it_is(string token)
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        var pending = await shop.OrderAsync(shop.App.Anonymous(), cart, token);
        (pending.Status, pending["status"]).ShouldBe((201, "pending_payment"));
        shop.Neighbours.Available(variant).ShouldBe(4);
        await shop.PassAsync();
        (await StatusAsync(shop, pending)).ShouldBe(OrderStatus.Confirmed);
        cart.State.ShouldBe(CartState.Ordered);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_late_no_ends_the_order_and_opens_the_cart()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        var pending = await shop.OrderAsync(shop.App.Anonymous(), cart, "tok_async_fail");
        await shop.PassAsync();
        (await StatusAsync(shop, pending)).ShouldBe(OrderStatus.PaymentFailed);
        (shop.Neighbours.Available(variant), cart.State).ShouldBe((5, CartState.Open));
        (await shop.OrderAsync(shop.App.Anonymous(), cart)).Status.ShouldBe(201);
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task An_order_that_nobody_pays_expires_and_frees_its_stock()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        var pending = await shop.OrderAsync(shop.App.Anonymous(), cart, "tok_requires_action");
        pending
            .Body.GetProperty("payment")
            .GetProperty("actionUrl")
            .GetString()!
            .ShouldStartWith("http://shop.test/api/v1/payments/gringotts/challenges/");
        await shop.PassAsync(TimeSpan.FromMinutes(29));
        (await StatusAsync(shop, pending)).ShouldBe(OrderStatus.PendingPayment);
        await shop.PassAsync(TimeSpan.FromMinutes(2));
        (await StatusAsync(shop, pending)).ShouldBe(OrderStatus.Expired);
        (shop.Neighbours.Available(variant), cart.State).ShouldBe((5, CartState.Open));
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_paid_order_whose_stock_is_gone_gives_the_money_back()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(1);
        var cart = shop.Neighbours.NewCart(variant);
        var pending = await shop.OrderAsync(shop.App.Anonymous(), cart, "tok_async_ok");
        shop.Neighbours.Release(Guid.Parse(pending["id"]!));
        (await shop.OrderAsync(shop.App.Anonymous(), shop.Neighbours.NewCart(variant))).Status.ShouldBe(201);
        await shop.PassAsync();
        await shop.PassAsync();
        (await StatusAsync(shop, pending)).ShouldBe(OrderStatus.Cancelled);
        (shop.Neighbours.Available(variant), cart.State, await shop.BankBalanceAsync()).ShouldBe((0, CartState.Open, cart.Total.Amount));
        await shop.BooksAgreeAsync();
    }

    [Fact]
    public async Task A_cart_makes_one_order_even_if_it_was_opened_again()
    {
        await using var shop = await Shop.StartAsync();
        var variant = shop.Neighbours.NewVariant(5);
        var cart = shop.Neighbours.NewCart(variant);
        (await shop.OrderAsync(shop.App.Anonymous(), cart)).Status.ShouldBe(201);
        (cart.State, cart.OrderId) = (CartState.Open, null);
        var again = await shop.OrderAsync(shop.App.Anonymous(), cart);
        (again.Status, again.Code).ShouldBe((409, "cart_already_ordered"));
        (shop.Neighbours.Available(variant), await shop.BankBalanceAsync()).ShouldBe((4, cart.Total.Amount));
    }

    [Fact]
    public async Task Cash_is_confirmed_at_once()
    {
        await using var shop = await Shop.StartAsync();
        var cart = shop.Neighbours.NewCart(shop.Neighbours.NewVariant(5));
        var order = await shop.OrderAsync(shop.App.Anonymous(), cart, "cash");
        (order["status"], order.Body.GetProperty("payment").GetProperty("status").GetString()).ShouldBe(("confirmed", "authorized"));
    }

    /// <summary>The whole path with relay, consumers and jobs, at the clock's own speed.</summary>
    [Fact]
    public async Task The_banks_late_yes_confirms_the_order_by_itself()
    {
        await using var shop = await Shop.StartAsync(background: true);
        var cart = shop.Neighbours.NewCart(shop.Neighbours.NewVariant(5));
        var pending = await shop.OrderAsync(shop.App.Anonymous(), cart, "tok_async_ok");
        await Eventually.Async(async () => await StatusAsync(shop, pending) == OrderStatus.Confirmed, "the order to be confirmed");
        await shop.BooksAgreeAsync();
    }

    private static Task<OrderStatus> StatusAsync(Shop shop, Reply order)
    {
        var id = Guid.Parse(order["id"]!);
        return shop.QueryAsync(db => db.Orders.Where(o => o.Id == id).Select(o => o.Status).SingleAsync());
    }
}
