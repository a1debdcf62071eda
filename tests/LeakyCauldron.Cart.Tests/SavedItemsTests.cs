using System.Net;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Cart.Tests.Hosting;
using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Cart.Tests;

public sealed class SavedItemsTests(CartHost host)
{
    [Fact]
    public async Task What_is_saved_costs_nothing_and_comes_back_at_todays_price()
    {
        var guest = host.Guest();
        var (wand, owl) = (host.Shelf.Put(price: 1000), host.Shelf.Put(price: 500, stock: 5));
        var cart = await guest.NewCartAsync();
        await guest.AddAsync(cart, wand.VariantId, 1);
        var line = Line(await guest.AddAsync(cart, owl.VariantId, 2), owl.VariantId);

        var saved = (await guest.PostAsync($"carts/{cart}/items/{line}/save-for-later")).ShouldBe(HttpStatusCode.OK);
        saved.Items.ShouldHaveSingleItem();
        saved.Total("total").ShouldBe(1000);
        (Amount(Saved(saved)), (int)Saved(saved)["quantity"]!, (int)Saved(saved)["available"]!).ShouldBe((500, 2, 5));
        (await guest.PostAsync($"carts/{cart}/items/{line}/save-for-later")).ShouldBeProblem(HttpStatusCode.NotFound, "item_not_found");

        host.Shelf.Price(owl.VariantId, "GBP", 700);
        var read = await guest.GetAsync($"carts/{cart}");
        read.Etag.ShouldNotBe(saved.Etag);
        Amount(Saved(read)).ShouldBe(700);
        var back = (await guest.PostAsync($"carts/{cart}/saved/{Saved(read)["id"]}/move-to-cart")).ShouldBe(HttpStatusCode.OK);
        (back.Total("total"), back.Body["saved"]!.AsArray().Count).ShouldBe((2400, 0));
    }

    [Fact]
    public async Task What_is_sold_out_or_gone_stays_saved()
    {
        var guest = host.Guest();
        var (few, gone) = (host.Shelf.Put(stock: 3), host.Shelf.Put());
        var cart = await guest.NewCartAsync();
        var first = await SaveAsync(guest, cart, few, 3);
        var second = await SaveAsync(guest, cart, gone, 1);
        host.Shelf.Change(few.VariantId, v => v with { Available = 2 });
        host.Shelf.Remove(gone.VariantId);

        (await guest.PostAsync($"carts/{cart}/saved/{first}/move-to-cart")).ShouldBeProblem(HttpStatusCode.Conflict, "insufficient_stock");
        (await guest.PostAsync($"carts/{cart}/saved/{second}/move-to-cart")).ShouldBeProblem(HttpStatusCode.Conflict, "insufficient_stock");
        var read = await guest.GetAsync($"carts/{cart}");
        read.Body["saved"]!.AsArray().Count.ShouldBe(2);
        read.Warnings.ShouldBeEmpty();
        (await guest.DeleteAsync($"carts/{cart}/saved/{second}")).ShouldBe(HttpStatusCode.OK).Body["saved"]!.AsArray().ShouldHaveSingleItem();
        (await guest.DeleteAsync($"carts/{cart}/saved/{second}")).ShouldBeProblem(HttpStatusCode.NotFound, "item_not_found");
        (await host.Person().DeleteAsync($"carts/{Guid.CreateVersion7()}/saved/{first}")).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
    }

    [Fact]
    public async Task The_same_variant_saved_twice_is_one_item_and_a_claim_joins_both_lists()
    {
        var (guest, person) = (host.Guest(), host.Person());
        var (both, mine) = (host.Shelf.Put(), host.Shelf.Put());
        var theirs = await guest.NewCartAsync();
        await SaveAsync(guest, theirs, both, 2);
        await SaveAsync(guest, theirs, both, 1);
        var own = (await person.GetAsync("cart")).Id;
        await SaveAsync(person, own, mine, 1);
        await SaveAsync(person, own, both, 998);

        var joined = await person.PostAsync("cart/claim", new { cartId = theirs, strategy = "keep" });
        joined.Body["saved"]!
            .AsArray()
            .Select(s => ((Guid)s!["variantId"]!, (int)s["quantity"]!))
            .ShouldBe([(mine.VariantId, 1), (both.VariantId, 999)]);
    }

    [Fact]
    public async Task What_a_person_saved_outlives_the_order()
    {
        var person = host.Person();
        var later = host.Shelf.Put();
        var cart = (await person.GetAsync("cart")).Id;
        await person.AddAsync(cart, host.Shelf.Put().VariantId);
        await SaveAsync(person, cart, later, 2);
        await person.ShipAsync(cart);
        var order = Guid.CreateVersion7();
        (await host.SendAsync(new BeginCheckout(cart, order, person.UserId, null, null, null, null))).IsError.ShouldBeFalse();
        (await host.SendAsync(new CompleteCheckout(cart, order))).IsError.ShouldBeFalse();

        var next = await person.GetAsync("cart");
        next.Id.ShouldNotBe(cart);
        next.Items.ShouldBeEmpty();
        ((Guid)Saved(next)["variantId"]!).ShouldBe(later.VariantId);
    }

    [Fact]
    public async Task There_is_an_end_to_it()
    {
        var guest = host.Guest();
        var cart = await guest.NewCartAsync();
        var variants = Enumerable.Range(0, 101).Select(_ => host.Shelf.Put()).ToArray();
        var full = await guest.SendAsync(
            HttpMethod.Patch,
            $"carts/{cart}/items",
            new { add = variants.Select(v => new { variantId = v.VariantId, quantity = 1 }) }
        );
        foreach (var variant in variants[..100])
        {
            (await guest.PostAsync($"carts/{cart}/items/{Line(full, variant.VariantId)}/save-for-later")).ShouldBe(HttpStatusCode.OK);
        }

        (await guest.PostAsync($"carts/{cart}/items/{Line(full, variants[100].VariantId)}/save-for-later")).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "saved_full"
        );
        (await guest.GetAsync($"carts/{cart}")).Items.ShouldHaveSingleItem();
    }

    private static async Task<string> SaveAsync(Shopper shopper, Guid cart, VariantSnapshot variant, int quantity)
    {
        var line = Line(await shopper.AddAsync(cart, variant.VariantId, quantity), variant.VariantId);
        var saved = (await shopper.PostAsync($"carts/{cart}/items/{line}/save-for-later")).ShouldBe(HttpStatusCode.OK);
        return (string)saved.Body["saved"]!.AsArray().Single(s => (Guid)s!["variantId"]! == variant.VariantId)!["id"]!;
    }

    private static JsonNode Saved(Answer cart) => cart.Body["saved"]!.AsArray().ShouldHaveSingleItem()!;

    private static long Amount(JsonNode item) => (long)item["unitPrice"]!["amount"]!;

    private static Guid Line(Answer cart, Guid variant) => (Guid)cart.Items.Single(i => (Guid)i!["variantId"]! == variant)!["id"]!;
}
