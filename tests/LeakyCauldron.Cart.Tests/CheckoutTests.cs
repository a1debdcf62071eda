using System.Net;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Cart.Features.Shared;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class CheckoutTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();

    [Fact]
    public async Task A_claimed_cart_is_closed_and_answers_its_order_the_same_again()
    {
        var cart = await _guest.ReadyCartAsync(price: 2000);
        var order = Guid.CreateVersion7();

        var first = await host.SendAsync(Begin(cart, order));
        var again = await host.SendAsync(Begin(cart, order));

        first.Error.ShouldBeNull();
        first.Value!.Totals.Total.ShouldBe(new Money(2395, "GBP"));
        first.Value.Lines.Single().Tax.Amount.ShouldBe(333);
        System.Text.Json.JsonSerializer.Serialize(again.Value).ShouldBe(System.Text.Json.JsonSerializer.Serialize(first.Value));
        (await host.SendAsync(Begin(cart, Guid.CreateVersion7()))).Error!.Code.ShouldBe("checkout_in_progress");
        (await _guest.AddAsync(cart, host.Shelf.Put().VariantId)).ShouldBeProblem(HttpStatusCode.Conflict, "cart_not_open");
        var read = await _guest.GetAsync($"carts/{cart}");
        ((string)read.Body["status"]!, read.Total("total")).ShouldBe(("checking_out", 2395));
    }

    [Fact]
    public async Task A_released_cart_is_as_it_was()
    {
        var cart = await _guest.ReadyCartAsync();
        var before = await _guest.GetAsync($"carts/{cart}");
        var order = Guid.CreateVersion7();
        await host.SendAsync(Begin(cart, order));

        (await host.SendAsync(new ReleaseCheckout(cart, Guid.CreateVersion7()))).Error.ShouldBeNull();
        ((string)(await _guest.GetAsync($"carts/{cart}")).Body["status"]!).ShouldBe("checking_out");
        (await host.SendAsync(new ReleaseCheckout(cart, order))).Error.ShouldBeNull();
        (await host.SendAsync(new ReleaseCheckout(cart, order))).Error.ShouldBeNull();

        var after = await _guest.GetAsync($"carts/{cart}");
        after.Etag.ShouldBe(before.Etag);
        after.Body.ToJsonString().ShouldBe(before.Body.ToJsonString());
        (await host.SendAsync(Begin(cart, Guid.CreateVersion7()))).Error.ShouldBeNull();
    }

    [Fact]
    public async Task An_ordered_cart_is_read_only_and_its_owner_gets_a_new_one()
    {
        var person = host.Person();
        var cart = (await person.GetAsync("cart")).Id;
        var variant = host.Shelf.Put(price: 1500);
        await person.AddAsync(cart, variant.VariantId);
        await person.ShipAsync(cart);
        var order = Guid.CreateVersion7();

        (await host.SendAsync(Begin(cart, order, person.UserId))).Error.ShouldBeNull();
        (await host.SendAsync(new CompleteCheckout(cart, order))).Error.ShouldBeNull();
        (await host.SendAsync(new CompleteCheckout(cart, order))).Error.ShouldBeNull();
        host.Shelf.Price(variant.VariantId, "GBP", 9999);

        var read = await person.GetAsync($"carts/{cart}");
        ((string)read.Body["status"]!, read.Total("subtotal")).ShouldBe(("ordered", 1500));
        (await person.DeleteAsync($"carts/{cart}/items/{read.Items[0]!["id"]}")).ShouldBeProblem(HttpStatusCode.Conflict, "cart_not_open");
        var refused = (await host.SendAsync(Begin(cart, Guid.CreateVersion7(), person.UserId))).Error!;
        (refused.Code, refused.Extensions!["orderId"]!.ToString()).ShouldBe(("cart_already_ordered", order.ToString()));
        var fresh = await person.GetAsync("cart");
        fresh.Id.ShouldNotBe(cart);
        fresh.Items.ShouldBeEmpty();
        (await host.SendAsync(new CompleteCheckout(fresh.Id, order))).Error!.Code.ShouldBe("checkout_not_claimed");
    }

    [Fact]
    public async Task What_stands_in_the_way_is_named()
    {
        var empty = await _guest.NewCartAsync();
        (await host.SendAsync(Begin(empty, Guid.CreateVersion7()))).Error!.Code.ShouldBe("cart_empty");
        (await host.SendAsync(Begin(Guid.CreateVersion7(), Guid.CreateVersion7()))).Error!.Code.ShouldBe("cart_not_found");

        var variant = host.Shelf.Put(stock: 5);
        await _guest.AddAsync(empty, variant.VariantId, 5);
        var incomplete = (await host.SendAsync(Begin(empty, Guid.CreateVersion7()))).Error!;
        incomplete.Code.ShouldBe("cart_incomplete");
        incomplete.Extensions!["requirements"]!.ToString().ShouldBe("""["shipping_address","shipping_method"]""");

        await _guest.ShipAsync(empty);
        host.Shelf.Change(variant.VariantId, v => v with { Available = 4 });
        var shortage = (await host.SendAsync(Begin(empty, Guid.CreateVersion7()))).Error!;
        (shortage.Code, shortage.Extensions!["available"]!.ToString()).ShouldBe(("insufficient_stock", "4"));
        host.Shelf.Remove(variant.VariantId);
        (await host.SendAsync(Begin(empty, Guid.CreateVersion7()))).Error!.Extensions!["available"]!.ToString().ShouldBe("0");
    }

    [Fact]
    public async Task The_orders_own_address_and_method_count_but_do_not_stay()
    {
        var cart = await _guest.NewCartAsync();
        await _guest.AddAsync(cart, host.Shelf.Put().VariantId);
        var order = Guid.CreateVersion7();
        var lyon = new Address("A", "1 Rue Haute", null, "Lyon", null, "69001", "FR", null);

        var begun = await host.SendAsync(new BeginCheckout(cart, order, null, lyon, null, "owl-post-eu"));

        begun.Value!.Shipping!.Price.Amount.ShouldBe(995);
        begun.Value.ShippingAddress.ShouldBe(lyon);
        await host.SendAsync(new ReleaseCheckout(cart, order));
        (await _guest.GetAsync($"carts/{cart}")).Body["shippingAddress"].ShouldBeNull();
        var bad = await host.SendAsync(new BeginCheckout(cart, order, null, lyon with { Country = "XX" }, null, "owl-post-eu"));
        bad.Error!.Fields!.Keys.ShouldBe(["shippingAddress.country"]);
    }

    [Fact]
    public async Task Of_many_orders_for_one_cart_one_claims_it()
    {
        var cart = await _guest.ReadyCartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => host.SendAsync(Begin(cart, Guid.CreateVersion7()))));

        answers.Count(a => a.Error is null).ShouldBe(1);
        answers.Where(a => a.Error is not null).ShouldAllBe(a => a.Error!.Code == "checkout_in_progress");
    }

    [Fact]
    public async Task A_cart_that_changes_while_it_is_priced_is_priced_again()
    {
        var cart = await _guest.ReadyCartAsync(price: 100);
        var first = (Guid)(await _guest.GetAsync($"carts/{cart}")).Items[0]!["variantId"]!;
        var second = host.Shelf.Put(price: 50);
        host.Shelf.Meanwhile[first] = async () => (await _guest.AddAsync(cart, second.VariantId, 2)).ShouldBe(HttpStatusCode.OK);

        var begun = await host.SendAsync(Begin(cart, Guid.CreateVersion7()));

        begun.Value!.Lines.Select(l => (l.VariantId, l.Quantity)).ShouldBe([(first, 1), (second.VariantId, 2)]);
        begun.Value.Totals.Subtotal.Amount.ShouldBe(200);
    }

    /// <summary>Each look at prices meets a change, unless the order has the turn: then the change waits behind it.</summary>
    [Fact]
    public async Task Writers_that_never_pause_do_not_keep_an_order_from_the_cart()
    {
        var cart = await _guest.ReadyCartAsync();
        var variant = (Guid)(await _guest.GetAsync($"carts/{cart}")).Items[0]!["variantId"]!;
        var changes = 0;
        async Task ChangeAsync()
        {
            host.Shelf.Meanwhile[variant] = ChangeAsync;
            if (!CartTurns.IsTaken(cart))
            {
                await _guest.SendAsync(HttpMethod.Patch, $"carts/{cart}", new { note = $"{++changes}" });
            }
        }

        host.Shelf.Meanwhile[variant] = ChangeAsync;
        (await host.SendAsync(Begin(cart, Guid.CreateVersion7()))).Error.ShouldBeNull();
        changes.ShouldBeGreaterThan(0, "or nothing was in the way");
    }

    [Fact]
    public async Task A_change_that_an_order_overtakes_is_refused()
    {
        var cart = await _guest.ReadyCartAsync();
        var variant = host.Shelf.Put();
        host.Shelf.Meanwhile[variant.VariantId] = async () => (await host.SendAsync(Begin(cart, Guid.CreateVersion7()))).Error.ShouldBeNull();

        (await _guest.AddAsync(cart, variant.VariantId)).ShouldBeProblem(HttpStatusCode.Conflict, "cart_not_open");

        (await _guest.GetAsync($"carts/{cart}")).Items.Count.ShouldBe(1);
    }

    private static BeginCheckout Begin(Guid cart, Guid order, Guid? user = null) => new(cart, order, user, null, null, null);
}
