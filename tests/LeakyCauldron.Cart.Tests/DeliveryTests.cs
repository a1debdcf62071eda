using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class DeliveryTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();

    [Fact]
    public async Task Address_and_shipping_method_complete_a_cart()
    {
        var cart = await _guest.NewCartAsync();
        await _guest.AddAsync(cart, host.Shelf.Put(price: 2000).VariantId);

        var methods = await _guest.GetAsync($"carts/{cart}/shipping-methods");
        methods.Items.Select(m => (string)m!["code"]!).ShouldBe(["owl-post", "swift-owl", "floo-same-day"]);
        await _guest.ShipAsync(cart);
        var read = await _guest.GetAsync($"carts/{cart}");

        read.Requirements.ShouldBeEmpty();
        (read.Total("shipping"), read.Total("total")).ShouldBe((395, 2395));
        ((string)read.Body["shippingMethod"]!["code"]!).ShouldBe("owl-post");
        (await _guest.PutAsync($"carts/{cart}/shipping-method", new { code = "albatross-post" })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "shipping_method_unavailable"
        );
        var abroad = await _guest.PutAsync(
            $"carts/{cart}/address",
            new
            {
                shipping = new
                {
                    name = "F. Delacour",
                    line1 = "1 Rue Basse",
                    city = "Nice",
                    postalCode = "06000",
                    country = "FR",
                },
            }
        );
        abroad.ShouldBe(HttpStatusCode.OK).Requirements.ShouldBe(["shipping_method"]);
        abroad.Warnings.ShouldBe(["shipping_method_unavailable"]);
    }

    [Fact]
    public async Task Bad_addresses_are_refused_by_field()
    {
        var cart = await _guest.NewCartAsync();

        var refused = await _guest.PutAsync(
            $"carts/{cart}/address",
            new
            {
                shipping = new
                {
                    name = " ",
                    line1 = new string('x', 201),
                    city = "a\u0007b",
                    postalCode = "1",
                    country = "UK",
                },
            }
        );

        refused.ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed");
        string[] fields = [.. refused.Body["errors"]!.AsObject().Select(e => e.Key)];
        fields.ShouldBe(["shipping.name", "shipping.line1", "shipping.city", "shipping.country"], ignoreOrder: true);
    }

    [Fact]
    public async Task Notes_are_merge_patched()
    {
        var cart = await _guest.NewCartAsync();

        await _guest.SendAsync(HttpMethod.Patch, $"carts/{cart}", """{"note": "Ring twice", "giftMessage": "For\nyou"}""");
        var patched = await _guest.SendAsync(HttpMethod.Patch, $"carts/{cart}", """{"note": null}""");

        patched.ShouldBe(HttpStatusCode.OK).Body["note"].ShouldBeNull();
        ((string)patched.Body["giftMessage"]!).ShouldBe("For\nyou");
    }
}
