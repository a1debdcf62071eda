using LeakyCauldron.Identity.Contracts;
using LeakyCauldron.Orders.Tests.Harness;

namespace LeakyCauldron.Orders.Tests;

public sealed class ClaimOrderTests
{
    [Fact]
    public async Task A_guests_order_joins_the_person_whose_confirmed_address_it_has()
    {
        await using var shop = await Shop.StartAsync();
        var number = await GuestOrderAsync(shop);
        using var luna = Person(shop, "luna@hogwarts.test", confirmed: true);
        var answers = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ => Shop.PostAsync(luna, "orders/claim", new { number = number.ToLowerInvariant(), email = "LUNA@hogwarts.test" }))
        );
        answers.ShouldAllBe(a => a.Status == 200);
        var mine = await Shop.GetAsync(luna, "orders");
        mine.Body.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("number").GetString().ShouldBe(number);
        var order = await Shop.GetAsync(luna, $"orders/{answers[0]["id"]}");
        order
            .Body.GetProperty("timeline")
            .EnumerateArray()
            .Count(t => t.GetProperty("message").GetString() == "The order was added to your account.")
            .ShouldBe(1);

        // It is somebody's now.
        using var other = Person(shop, "luna@hogwarts.test", confirmed: true);
        (await Shop.PostAsync(other, "orders/claim", new { number, email = "luna@hogwarts.test" })).Code.ShouldBe("order_not_found");
    }

    [Fact]
    public async Task Whatever_is_wrong_the_answer_is_the_same()
    {
        await using var shop = await Shop.StartAsync();
        var number = await GuestOrderAsync(shop);
        var (_, foreign, _) = await OrderLifeTests.PlacedAsync(shop);
        using var luna = Person(shop, "luna@hogwarts.test", confirmed: true);
        using var unconfirmed = Person(shop, "luna@hogwarts.test", confirmed: false);
        using var neville = Person(shop, "neville@hogwarts.test", confirmed: true);
        using var nobody = shop.App.ClientOf(Guid.CreateVersion7());
        Reply[] refusals =
        [
            await Shop.PostAsync(unconfirmed, "orders/claim", new { number, email = "luna@hogwarts.test" }),
            await Shop.PostAsync(neville, "orders/claim", new { number, email = "luna@hogwarts.test" }),
            await Shop.PostAsync(neville, "orders/claim", new { number, email = "neville@hogwarts.test" }),
            await Shop.PostAsync(neville, "orders/claim", new { number = foreign["number"], email = "neville@hogwarts.test" }),
            await Shop.PostAsync(nobody, "orders/claim", new { number, email = "luna@hogwarts.test" }),
            await Shop.PostAsync(luna, "orders/claim", new { number, email = "neville@hogwarts.test" }),
            await Shop.PostAsync(luna, "orders/claim", new { number = "LC-22222222", email = "luna@hogwarts.test" }),
        ];
        refusals.ShouldAllBe(r => r.Status == 404 && r.Code == "order_not_found");
        refusals.Select(r => r["detail"]).Distinct().ShouldHaveSingleItem();
        (await Shop.PostAsync(shop.App.Anonymous(), "orders/claim", new { number, email = "luna@hogwarts.test" })).Status.ShouldBe(401);
        (await Shop.PostAsync(luna, "orders/claim", new { number })).Status.ShouldBe(400);
    }

    private static async Task<string> GuestOrderAsync(Shop shop)
    {
        using var guest = shop.App.Anonymous();
        return (await shop.OrderAsync(guest, shop.Neighbours.NewCart(shop.Neighbours.NewVariant(1)), email: "Luna@Hogwarts.test"))["number"]!;
    }

    private static HttpClient Person(Shop shop, string email, bool confirmed)
    {
        var id = Guid.CreateVersion7();
        shop.Neighbours.Contacts[id] = new Contact(id, email, confirmed, "Luna", "en-GB", false);
        return shop.App.ClientOf(id);
    }
}
