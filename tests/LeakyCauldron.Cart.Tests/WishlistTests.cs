using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class WishlistTests(CartHost host)
{
    [Fact]
    public async Task A_list_shows_what_is_on_it_as_it_is_sold_now()
    {
        var person = host.Person();
        var (wand, hat) = (host.Shelf.Put(price: 3_500, stock: 2), host.Shelf.Put(price: 900, stock: 4));
        var list = (await person.PostAsync("me/wishlists", new { name = " Christmas " })).ShouldBe(HttpStatusCode.Created);
        list.Response.Headers.Location!.ToString().ShouldEndWith($"/me/wishlists/{list.Id}");
        ((string)list.Body["name"]!).ShouldBe("Christmas");
        (await person.PostAsync($"me/wishlists/{list.Id}/items", new { variantId = wand.VariantId })).ShouldBe(HttpStatusCode.OK);
        (await person.PostAsync($"me/wishlists/{list.Id}/items", new { sku = wand.Sku })).Items.Count.ShouldBe(1);
        (await person.PostAsync($"me/wishlists/{list.Id}/items", new { sku = hat.Sku })).Items.Count.ShouldBe(2);

        host.Shelf.Price(wand.VariantId, "GBP", 2_900);
        host.Shelf.Change(wand.VariantId, v => v with { Available = 0 });
        host.Shelf.Remove(hat.VariantId);

        var read = (await person.GetAsync($"me/wishlists/{list.Id}")).ShouldBe(HttpStatusCode.OK);
        var (first, second) = (read.Items[0]!, read.Items[1]!);
        ((long)first["price"]!["amount"]!).ShouldBe(2_900);
        ((bool)first["inStock"]!).ShouldBeFalse();
        ((string)second["title"]!).ShouldBe(hat.Title);
        second["price"].ShouldBeNull();
        ((bool)second["inStock"]!).ShouldBeFalse();
        (await person.GetAsync($"me/wishlists/{list.Id}?currency=XGL")).Items[0]!["price"].ShouldBeNull();
        (await person.DeleteAsync($"me/wishlists/{list.Id}/items/{second["id"]}")).Items.Count.ShouldBe(1);
        (await person.DeleteAsync($"me/wishlists/{list.Id}/items/{second["id"]}")).ShouldBeProblem(HttpStatusCode.NotFound, "item_not_found");
    }

    [Fact]
    public async Task Names_are_a_persons_own_and_lists_are_found_by_nobody_else()
    {
        var (person, other) = (host.Person(), host.Person());
        var list = await person.PostAsync("me/wishlists", new { name = "Owls" });
        (await person.PostAsync("me/wishlists", new { name = "oWLs " })).ShouldBeProblem(HttpStatusCode.Conflict, "wishlist_name_taken");
        (await other.PostAsync("me/wishlists", new { name = "Owls" })).ShouldBe(HttpStatusCode.Created);
        var second = await person.PostAsync("me/wishlists", new { name = "Toads" });
        (await person.SendAsync(HttpMethod.Patch, $"me/wishlists/{second.Id}", new { name = "OWLS" })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "wishlist_name_taken"
        );
        (await person.SendAsync(HttpMethod.Patch, $"me/wishlists/{list.Id}", new { name = "OWLS" })).ShouldBe(HttpStatusCode.OK);
        (await person.GetAsync("me/wishlists")).Items.Select(w => (string)w!["name"]!).ShouldBe(["OWLS", "Toads"]);

        var variant = host.Shelf.Put();
        (await other.GetAsync($"me/wishlists/{list.Id}")).ShouldBeProblem(HttpStatusCode.NotFound, "wishlist_not_found");
        (await other.DeleteAsync($"me/wishlists/{list.Id}")).ShouldBeProblem(HttpStatusCode.NotFound, "wishlist_not_found");
        (await other.PostAsync($"me/wishlists/{list.Id}/items", new { variantId = variant.VariantId })).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "wishlist_not_found"
        );
        (await host.Guest().GetAsync("me/wishlists")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await person.DeleteAsync($"me/wishlists/{list.Id}")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await person.GetAsync($"me/wishlists/{list.Id}")).ShouldBeProblem(HttpStatusCode.NotFound, "wishlist_not_found");
    }

    [Fact]
    public async Task There_are_twenty_lists_however_many_are_made_at_once()
    {
        var person = host.Person();
        for (var i = 0; i < 18; i++)
        {
            (await person.PostAsync("me/wishlists", new { name = $"List {i}" })).ShouldBe(HttpStatusCode.Created);
        }

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(i => person.PostAsync("me/wishlists", new { name = $"More {i}" })));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(2);
        answers.Where(a => a.Status != HttpStatusCode.Created).ShouldAllBe(a => a.Code == "wishlist_limit");
        (await person.GetAsync("me/wishlists")).Items.Count.ShouldBe(20);
    }

    [Fact]
    public async Task Items_added_at_once_all_stay()
    {
        var person = host.Person();
        var list = await person.PostAsync("me/wishlists", new { name = "Sweets" });
        var sweets = Enumerable.Range(0, 5).Select(_ => host.Shelf.Put()).ToArray();

        var answers = await Task.WhenAll(
            sweets.Append(sweets[0]).Select(s => person.PostAsync($"me/wishlists/{list.Id}/items", new { variantId = s.VariantId }))
        );

        answers.ShouldAllBe(a => a.Status == HttpStatusCode.OK);
        (await person.GetAsync($"me/wishlists/{list.Id}"))
            .Items.Select(i => (Guid)i!["variantId"]!)
            .ShouldBe(sweets.Select(s => s.VariantId), ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"name": ""}""")]
    [InlineData("""{"name": "  "}""")]
    [InlineData("""{"name": "a\nb"}""")]
    public async Task A_name_that_is_none_is_refused(string body) =>
        (await host.Person().PostAsync("me/wishlists", body)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");

    [Fact]
    public async Task What_is_not_sold_cannot_be_wished_for_and_a_catalogue_that_is_away_is_said_to_be()
    {
        var person = host.Person();
        var list = await person.PostAsync("me/wishlists", new { name = "Odds" });
        var path = $"me/wishlists/{list.Id}/items";
        (await person.PostAsync(path, new { sku = "no-such-thing" })).ShouldBeProblem(HttpStatusCode.NotFound, "variant_not_found");
        (await person.PostAsync(path, new { })).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        var variant = host.Shelf.Put();
        (await person.PostAsync(path, new { variantId = variant.VariantId, sku = variant.Sku })).ShouldBeProblem(
            HttpStatusCode.BadRequest,
            "validation_failed"
        );
        (await person.PostAsync(path, new { variantId = variant.VariantId })).ShouldBe(HttpStatusCode.OK);
        host.Shelf.Away[variant.VariantId] = true;
        (await person.GetAsync($"me/wishlists/{list.Id}")).ShouldBeProblem(HttpStatusCode.ServiceUnavailable, "module_unavailable");
    }
}
