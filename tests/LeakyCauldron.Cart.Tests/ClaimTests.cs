using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class ClaimTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();
    private readonly Shopper _person = host.Person();

    [Fact]
    public async Task A_claimed_cart_is_its_owners_alone()
    {
        var cart = await _guest.ReadyCartAsync();

        var claimed = (await _person.PostAsync("cart/claim", new { cartId = cart, strategy = "merge" })).ShouldBe(HttpStatusCode.OK);

        claimed.Id.ShouldBe(cart);
        (await _person.GetAsync("cart")).Id.ShouldBe(cart);
        (await _person.GetAsync($"carts/{cart}")).ShouldBe(HttpStatusCode.OK);
        foreach (var stranger in new[] { _guest, host.Person() })
        {
            (await stranger.GetAsync($"carts/{cart}")).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
            (await stranger.AddAsync(cart, host.Shelf.Put().VariantId)).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
            (await stranger.GetAsync($"carts/{cart}/shipping-methods")).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
        }

        (await host.Person().PostAsync("cart/claim", new { cartId = cart, strategy = "merge" })).ShouldBeProblem(
            HttpStatusCode.NotFound,
            "cart_not_found"
        );
        (await _guest.GetAsync("cart")).ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Theory]
    [InlineData("merge", 5, 1, 2)]
    [InlineData("replace", 3, 0, 2)]
    [InlineData("keep", 2, 1, 0)]
    public async Task Lines_follow_the_strategy(string strategy, int both, int mine, int theirs)
    {
        var (a, b, c) = (host.Shelf.Put(), host.Shelf.Put(), host.Shelf.Put());
        var guestCart = await _guest.NewCartAsync();
        await _guest.AddAsync(guestCart, a.VariantId, 3);
        await _guest.AddAsync(guestCart, c.VariantId, 2);
        var myCart = (await _person.GetAsync("cart")).Id;
        await _person.AddAsync(myCart, a.VariantId, 2);
        await _person.AddAsync(myCart, b.VariantId, 1);

        var joined = (await _person.PostAsync("cart/claim", new { cartId = guestCart, strategy })).ShouldBe(HttpStatusCode.OK);

        joined.Id.ShouldBe(myCart);
        new[] { a, b, c }.Select(v => Quantity(joined, v.VariantId)).ShouldBe([both, mine, theirs]);
        (await _person.GetAsync("cart")).Body.ToJsonString().ShouldBe(joined.Body.ToJsonString());
        (await _guest.GetAsync($"carts/{guestCart}")).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
        (await _person.GetAsync($"carts/{guestCart}")).Id.ShouldBe(myCart);
        (await _person.PostAsync("cart/claim", new { cartId = guestCart, strategy })).Body.ToJsonString().ShouldBe(joined.Body.ToJsonString());
    }

    [Fact]
    public async Task Merged_quantities_are_capped_by_stock_and_explained()
    {
        var variant = host.Shelf.Put(stock: 5);
        var guestCart = await _guest.NewCartAsync();
        await _guest.AddAsync(guestCart, variant.VariantId, 4);
        var myCart = (await _person.GetAsync("cart")).Id;
        await _person.AddAsync(myCart, variant.VariantId, 3);

        var joined = await _person.PostAsync("cart/claim", new { cartId = guestCart, strategy = "merge" });

        Quantity(joined, variant.VariantId).ShouldBe(5);
        var warning = joined.Body["warnings"]![0]!;
        ((string)warning["code"]!, (int)warning["requested"]!, (int)warning["available"]!).ShouldBe(("quantity_capped", 7, 5));
        (await _person.GetAsync("cart")).Warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Address_method_and_coupons_carry_over_where_there_are_none()
    {
        var guestCart = await _guest.ReadyCartAsync(price: 3500);
        (await _guest.PostAsync($"carts/{guestCart}/coupons", new { code = "freeowl" })).ShouldBe(HttpStatusCode.OK);
        await _person.GetAsync("cart");

        var joined = await _person.PostAsync("cart/claim", new { cartId = guestCart, strategy = "merge" });

        joined.Requirements.ShouldBeEmpty();
        joined.Body["coupons"]!.AsArray().Select(c => (string)c!).ShouldBe(["FREEOWL"]);
        (joined.Total("shipping"), joined.Total("total")).ShouldBe((0, 3500));
    }

    [Fact]
    public async Task An_address_of_my_own_stays()
    {
        var guestCart = await _guest.ReadyCartAsync();
        var myCart = (await _person.GetAsync("cart")).Id;
        await _person.PutAsync(
            $"carts/{myCart}/address",
            new
            {
                shipping = new
                {
                    name = "Me",
                    line1 = "1 High Street",
                    city = "Hogsmeade",
                    postalCode = "PH33 6SX",
                    country = "GB",
                },
            }
        );

        var joined = await _person.PostAsync("cart/claim", new { cartId = guestCart, strategy = "keep" });

        ((string)joined.Body["shippingAddress"]!["name"]!).ShouldBe("Me");
        joined.Items.ShouldBeEmpty();
    }

    private static int Quantity(Answer cart, Guid variant) =>
        (int?)cart.Items.SingleOrDefault(i => (Guid)i!["variantId"]! == variant)?["quantity"] ?? 0;
}
