using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class CartTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();

    [Fact]
    public async Task A_new_cart_is_empty_and_says_what_it_lacks()
    {
        var made = (await _guest.PostAsync("carts", new { })).ShouldBe(HttpStatusCode.Created);

        made.Response.Headers.Location!.ToString().ShouldBe($"/api/v1/carts/{made.Id}");
        made.Id.Version.ShouldBe(4);
        made.Etag.ShouldNotBeNull();
        ((string)made.Body["currency"]!).ShouldBe("GBP");
        made.Requirements.ShouldBe(["items", "shipping_address", "shipping_method"]);
        var read = await _guest.GetAsync($"carts/{made.Id}");
        read.Body.ToJsonString().ShouldBe(made.Body.ToJsonString());
        read.Etag.ShouldBe(made.Etag);
    }

    [Fact]
    public async Task The_same_variant_twice_is_one_line()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put(price: 1250);

        await _guest.AddAsync(cart, variant.VariantId, 2);
        var added = await _guest.PostAsync($"carts/{cart}/items", new { sku = variant.Sku, quantity = 3 });

        added.ShouldBe(HttpStatusCode.OK).Items.Count.ShouldBe(1);
        ((int)added.Items[0]!["quantity"]!).ShouldBe(5);
        (added.Total("subtotal"), added.Total("total"), added.Total("tax")).ShouldBe((6250, 6250, 1042));
        ((bool)added.Body["totals"]!["taxIncluded"]!).ShouldBeTrue();
        added.Requirements.ShouldBe(["shipping_address", "shipping_method"]);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1000")]
    [InlineData("1000000000")]
    public async Task A_quantity_outside_1_to_999_is_refused(string quantity)
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put();

        var refused = await _guest.PostAsync($"carts/{cart}/items", $$"""{"variantId": "{{variant.VariantId}}", "quantity": {{quantity}}}""");

        refused.ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed").Body["errors"]!["quantity"].ShouldNotBeNull();
        (await _guest.GetAsync($"carts/{cart}")).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_item_needs_exactly_one_of_variant_and_sku()
    {
        var cart = await _guest.NewCartAsync();

        (await _guest.PostAsync($"carts/{cart}/items", new { quantity = 1 })).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        (
            await _guest.PostAsync(
                $"carts/{cart}/items",
                new
                {
                    quantity = 1,
                    sku = "X",
                    variantId = Guid.CreateVersion7(),
                }
            )
        ).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        (await _guest.PostAsync($"carts/{cart}/items", new { quantity = 1, sku = "a\0b" })).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
    }

    [Fact]
    public async Task What_is_not_sold_is_not_found()
    {
        var cart = await _guest.NewCartAsync();
        var draft = host.Shelf.Put();
        host.Shelf.Change(draft.VariantId, v => v with { Purchasable = false });

        (await _guest.AddAsync(cart, Guid.CreateVersion7())).ShouldBeProblem(HttpStatusCode.NotFound, "variant_not_found");
        (await _guest.AddAsync(cart, draft.VariantId)).ShouldBeProblem(HttpStatusCode.NotFound, "variant_not_found");
        (await _guest.PostAsync($"carts/{cart}/items", new { sku = "NO-SUCH-SKU", quantity = 1 })).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "variant_not_found"
        );
    }

    [Fact]
    public async Task More_than_the_stock_is_refused_with_what_there_is()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put(stock: 3);
        var item = (Guid)(await _guest.AddAsync(cart, variant.VariantId, 2)).Items[0]!["id"]!;

        var added = (await _guest.AddAsync(cart, variant.VariantId, 2)).ShouldBeProblem(HttpStatusCode.Conflict, "insufficient_stock");
        var set = (await _guest.PutAsync($"carts/{cart}/items/{item}", new { quantity = 4 })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "insufficient_stock"
        );

        ((int)added.Body["available"]!, (int)set.Body["available"]!).ShouldBe((3, 3));
        ((int)(await _guest.GetAsync($"carts/{cart}")).Items[0]!["quantity"]!).ShouldBe(2);
        (await _guest.PutAsync($"carts/{cart}/items/{item}", new { quantity = 3 })).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Without_a_price_in_the_carts_currency_it_cannot_be_added()
    {
        var cart = await _guest.NewCartAsync("XGL");

        (await _guest.AddAsync(cart, host.Shelf.Put().VariantId)).ShouldBeProblem(HttpStatusCode.Conflict, "price_unavailable");
        (await _guest.PostAsync("carts", new { currency = "ZZZ" })).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
    }

    [Fact]
    public async Task A_cart_that_lost_a_price_says_so_and_can_be_mended()
    {
        var cart = await _guest.NewCartAsync();
        var lost = host.Shelf.Put(prices: new() { ["GBP"] = 100, ["XGL"] = 90 });
        await _guest.AddAsync(cart, host.Shelf.Put(price: 500).VariantId);
        await _guest.AddAsync(cart, lost.VariantId);
        host.Shelf.Price(lost.VariantId, "GBP", null);

        var read = (await _guest.GetAsync($"carts/{cart}")).ShouldBeProblem(HttpStatusCode.Conflict, "price_unavailable");
        var item = read.Body["current"]!["items"]!.AsArray().Single(i => i!["unitPrice"] is null)!["id"]!;
        var mended = await _guest.DeleteAsync($"carts/{cart}/items/{item}");

        mended.ShouldBe(HttpStatusCode.OK).Total("total").ShouldBe(500);
        (await _guest.GetAsync($"carts/{cart}")).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Changes_of_price_and_stock_are_explained_until_the_line_is_touched()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put(price: 1000, stock: 5);
        var item = (Guid)(await _guest.AddAsync(cart, variant.VariantId, 4)).Items[0]!["id"]!;
        host.Shelf.Price(variant.VariantId, "GBP", 1100);
        host.Shelf.Change(variant.VariantId, v => v with { Available = 3 });

        var read = await _guest.GetAsync($"carts/{cart}");

        read.Warnings.ShouldBe(["price_changed", "insufficient_stock"]);
        var (price, stock) = (read.Body["warnings"]![0]!, read.Body["warnings"]![1]!);
        ((long)price["old"]!["amount"]!, (long)price["new"]!["amount"]!, (Guid)price["itemId"]!).ShouldBe((1000, 1100, item));
        ((int)stock["available"]!).ShouldBe(3);
        read.Total("subtotal").ShouldBe(4400);
        (await _guest.PutAsync($"carts/{cart}/items/{item}", new { quantity = 2 })).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_not_sold_any_more_stays_in_the_cart_but_costs_nothing()
    {
        var cart = await _guest.NewCartAsync();
        var (kept, gone) = (host.Shelf.Put(price: 700), host.Shelf.Put(price: 300));
        await _guest.AddAsync(cart, kept.VariantId);
        await _guest.AddAsync(cart, gone.VariantId);
        host.Shelf.Remove(gone.VariantId);

        var read = await _guest.GetAsync($"carts/{cart}");

        read.Warnings.ShouldBe(["unavailable"]);
        read.Items.Count.ShouldBe(2);
        read.Total("total").ShouldBe(700);
    }

    [Fact]
    public async Task A_catalogue_that_is_away_is_told_and_changes_nothing()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put();
        var item = (Guid)(await _guest.AddAsync(cart, variant.VariantId)).Items[0]!["id"]!;
        host.Shelf.Away[variant.VariantId] = true;

        (await _guest.GetAsync($"carts/{cart}")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "module_unavailable");
        (await _guest.DeleteAsync($"carts/{cart}/items/{item}")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "module_unavailable");

        host.Shelf.Away.Clear();
        (await _guest.GetAsync($"carts/{cart}")).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task If_match_guards_a_change_and_answers_the_present_cart()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put();
        var first = await _guest.AddAsync(cart, variant.VariantId);
        await _guest.AddAsync(cart, variant.VariantId);
        object more = new { variantId = variant.VariantId, quantity = 1 };

        var stale = await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", more, ("If-Match", first.Etag!));
        var current = stale.ShouldBeProblem(HttpStatusCode.PreconditionFailed, "precondition_failed").Body["current"]!;
        ((int)current["items"]![0]!["quantity"]!).ShouldBe(2);

        host.Shelf.Change(variant.VariantId, v => v with { Available = 50 });
        var present = (await _guest.GetAsync($"carts/{cart}")).Etag!;
        host.Shelf.Change(variant.VariantId, v => v with { Available = 49 });
        (await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", more, ("If-Match", present))).ShouldBe(HttpStatusCode.OK);
        (await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", more, ("If-Match", "*"))).ShouldBe(HttpStatusCode.OK);
        (await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", more, ("If-Match", "\"5\""))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Not_modified_is_answered_until_a_price_changes()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put();
        var etag = (await _guest.AddAsync(cart, variant.VariantId)).Etag!;

        (await _guest.SendAsync(HttpMethod.Get, $"carts/{cart}", null, ("If-None-Match", etag))).ShouldBe(HttpStatusCode.NotModified);
        host.Shelf.Price(variant.VariantId, "GBP", 1);
        (await _guest.SendAsync(HttpMethod.Get, $"carts/{cart}", null, ("If-None-Match", etag))).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_cart_holds_200_lines()
    {
        var cart = await _guest.NewCartAsync();
        for (var i = 0; i < 200; i++)
        {
            (await _guest.AddAsync(cart, host.Shelf.Put(price: 1).VariantId)).ShouldBe(HttpStatusCode.OK);
        }

        (await _guest.AddAsync(cart, host.Shelf.Put(price: 1).VariantId)).ShouldBeProblem(HttpStatusCode.Conflict, "cart_full");
    }

    [Fact]
    public async Task A_repeated_call_with_the_same_key_adds_once()
    {
        var cart = await _guest.NewCartAsync();
        object body = new { variantId = host.Shelf.Put().VariantId, quantity = 1 };

        var first = await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", body, ("Idempotency-Key", "once"));
        var second = await _guest.SendAsync(HttpMethod.Post, $"carts/{cart}/items", body, ("Idempotency-Key", "once"));

        second.Body.ToJsonString().ShouldBe(first.Body.ToJsonString());
        second.Response.Headers.GetValues("Idempotent-Replayed").ShouldBe(["true"]);
        ((int)(await _guest.GetAsync($"carts/{cart}")).Items[0]!["quantity"]!).ShouldBe(1);
    }
}
