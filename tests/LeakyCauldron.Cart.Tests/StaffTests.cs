using System.Net;
using LeakyCauldron.Cart.Tests.Hosting;

namespace LeakyCauldron.Cart.Tests;

public sealed class StaffTests(CartHost host)
{
    private readonly Shopper _staff = host.Staff();

    [Theory]
    [InlineData("promotions")]
    [InlineData("shipping/zones")]
    [InlineData("shipping/methods")]
    [InlineData("tax/rates")]
    public async Task Rules_are_staffs_alone(string path)
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Post })
        {
            (await host.Guest().SendAsync(method, path, method == HttpMethod.Post ? new { } : null)).ShouldBe(HttpStatusCode.Unauthorized);
            (await host.Person().SendAsync(method, path, method == HttpMethod.Post ? new { } : null)).ShouldBe(HttpStatusCode.Forbidden);
        }

        var anything = $"{path}/{Guid.CreateVersion7()}";
        (await host.Person().DeleteAsync(anything)).ShouldBe(HttpStatusCode.Forbidden);
        (await _staff.DeleteAsync(anything)).ShouldBe(HttpStatusCode.NotFound);
        (await _staff.GetAsync(path)).ShouldBe(HttpStatusCode.OK).Items.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_promotion_counts_from_its_commit_and_ends_with_it()
    {
        var tag = $"tag-{Guid.CreateVersion7():N}";
        var guest = host.Guest();
        var cart = await guest.NewCartAsync();
        await guest.AddAsync(cart, host.Shelf.Put(price: 1000, categories: [tag]).VariantId);
        object Body(decimal percent) =>
            new
            {
                name = "Quarter",
                kind = "percentage",
                percent,
                category = tag,
            };

        var made = (await _staff.PostAsync("promotions", Body(25))).ShouldBe(HttpStatusCode.Created);
        (await guest.GetAsync($"carts/{cart}")).Total("discount").ShouldBe(250);
        (await _staff.PutAsync($"promotions/{made.Id}", Body(12.5m))).ShouldBe(HttpStatusCode.OK);
        (await guest.GetAsync($"carts/{cart}")).Total("discount").ShouldBe(125);
        (await _staff.DeleteAsync($"promotions/{made.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await guest.GetAsync($"carts/{cart}")).Total("discount").ShouldBe(0);
        (await _staff.GetAsync($"promotions/{made.Id}")).ShouldBeProblem(HttpStatusCode.NotFound, "promotion_not_found");
    }

    [Theory]
    [InlineData("""{"name": "x", "kind": "percentage"}""", "percent")]
    [InlineData("""{"name": "x", "kind": "percentage", "percent": 100.5}""", "percent")]
    [InlineData("""{"name": "x", "kind": "percentage", "percent": 1.234}""", "percent")]
    [InlineData("""{"name": "x", "kind": "fixed"}""", "amounts")]
    [InlineData("""{"name": "x", "kind": "fixed", "amounts": [{"amount": 0, "currency": "GBP"}]}""", "amounts")]
    [InlineData("""{"name": "x", "kind": "fixed", "amounts": [{"amount": 5, "currency": "ZZZ"}]}""", "amounts")]
    [InlineData("""{"name": "x", "kind": "buy_x_get_y", "buy": 2}""", "get")]
    [InlineData("""{"name": "x", "kind": "free_shipping", "percent": 5}""", "percent")]
    [InlineData("""{"name": "x", "kind": "free_shipping", "code": "a b"}""", "code")]
    [InlineData("""{"name": "x", "kind": "free_shipping", "startsAt": "2026-02-01T00:00:00Z", "endsAt": "2026-01-01T00:00:00Z"}""", "endsAt")]
    public async Task A_promotion_that_makes_no_sense_is_refused_by_field(string body, string field) =>
        (await _staff.PostAsync("promotions", body)).ShouldBeProblem(HttpStatusCode.BadRequest, "validation_failed").Body["errors"]!
            [field]
            .ShouldNotBeNull();

    [Fact]
    public async Task A_code_is_given_once_at_a_time()
    {
        object body = new
        {
            code = $"T{Guid.CreateVersion7():N}",
            name = "x",
            kind = "free_shipping",
        };

        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _staff.PostAsync("promotions", body)));

        answers.Count(a => a.Status == HttpStatusCode.Created).ShouldBe(1);
        answers.Count(a => a.Code == "coupon_code_taken").ShouldBe(3);
        var made = answers.Single(a => a.Status == HttpStatusCode.Created);
        await _staff.DeleteAsync($"promotions/{made.Id}");
        (await _staff.PostAsync("promotions", body)).ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Zone_method_and_tax_make_up_a_carts_totals()
    {
        var zone = await _staff.PostAsync(
            "shipping/zones",
            new
            {
                code = "jp",
                name = "Japan",
                countries = new[] { "JP" },
            }
        );
        zone.ShouldBe(HttpStatusCode.Created);
        object method = new
        {
            code = "crane",
            name = "Crane",
            zone = "jp",
            rates = new[] { new { minGrams = 0, price = new[] { new { amount = 1000, currency = "GBP" } } } },
        };
        var made = (await _staff.PostAsync("shipping/methods", method)).ShouldBe(HttpStatusCode.Created);
        var tax = await _staff.PostAsync(
            "tax/rates",
            new
            {
                zone = "jp",
                name = "Consumption tax",
                percent = 10,
                includedInPrice = false,
            }
        );
        var guest = host.Guest();
        var cart = await guest.NewCartAsync();
        await guest.AddAsync(cart, host.Shelf.Put(price: 2000).VariantId);
        var tokyo = new
        {
            name = "K",
            line1 = "1-1 Chiyoda",
            city = "Tokyo",
            postalCode = "100-8111",
            country = "JP",
        };
        await guest.PutAsync($"carts/{cart}/address", new { shipping = tokyo });

        var priced = await guest.PutAsync($"carts/{cart}/shipping-method", new { code = "crane" });

        (priced.Total("shipping"), priced.Total("tax"), priced.Total("total")).ShouldBe((1000, 300, 3300));
        ((bool)priced.Body["totals"]!["taxIncluded"]!).ShouldBeFalse();
        (await _staff.DeleteAsync($"shipping/zones/{zone.Id}")).ShouldBeProblem(HttpStatusCode.Conflict, "zone_in_use");
        (
            await _staff.PostAsync(
                "shipping/zones",
                new
                {
                    code = "jp2",
                    name = "Japan",
                    countries = new[] { "JP" },
                }
            )
        ).ShouldBeProblem(HttpStatusCode.Conflict, "country_in_other_zone");
        (
            await _staff.PostAsync(
                "tax/rates",
                new
                {
                    zone = "jp",
                    name = "Food",
                    category = "sweets",
                    percent = 8,
                    includedInPrice = true,
                }
            )
        ).ShouldBeProblem(HttpStatusCode.Conflict, "tax_rates_mixed");
        (await _staff.DeleteAsync($"shipping/methods/{made.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await _staff.DeleteAsync($"tax/rates/{tax.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await _staff.DeleteAsync($"shipping/zones/{zone.Id}")).ShouldBe(HttpStatusCode.NoContent);
        (await guest.GetAsync($"carts/{cart}")).Requirements.ShouldBe(["shipping_method"]);
    }
}
