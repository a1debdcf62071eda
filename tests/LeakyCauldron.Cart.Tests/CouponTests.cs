using System.Net;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Cart.Integration;
using LeakyCauldron.Cart.Tests.Hosting;
using LeakyCauldron.Orders.Contracts;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Cart.Tests;

public sealed class CouponTests(CartHost host)
{
    private readonly Shopper _guest = host.Guest();
    private readonly Shopper _staff = host.Staff();

    [Fact]
    public async Task The_sample_coupons_do_what_they_say()
    {
        var cart = await _guest.ReadyCartAsync(price: 4000);

        var ten = await _guest.PostAsync($"carts/{cart}/coupons", new { code = " welcome10 " });
        (ten.Total("discount"), ten.Total("total")).ShouldBe((400, 3995));
        var five = await _guest.PostAsync($"carts/{cart}/coupons", new { code = "GALLEON5" });
        (five.Total("discount"), five.Total("total")).ShouldBe((900, 3495));
        five.Body["discounts"]!.AsArray().Select(d => (string)d!["code"]!).ShouldBe(["WELCOME10", "GALLEON5"]);
        five.Body["discounts"]!.AsArray().Sum(d => (long)d!["amount"]!["amount"]!).ShouldBe(900);
        var owl = await _guest.PostAsync($"carts/{cart}/coupons", new { code = "FREEOWL" });
        (owl.Total("shipping"), owl.Total("total")).ShouldBe((0, 3100));
        ((long)owl.Body["shippingMethod"]!["listPrice"]!["amount"]!).ShouldBe(395);
        var less = await _guest.DeleteAsync($"carts/{cart}/coupons/welcome10");
        (less.Total("discount"), less.Total("total")).ShouldBe((500, 3500));
    }

    [Fact]
    public async Task Three_for_two_on_sweets_needs_no_coupon()
    {
        var cart = await _guest.NewCartAsync();
        await _guest.AddAsync(cart, host.Shelf.Put(price: 300, categories: ["sweets", "chocolate"]).VariantId, 2);
        var three = await _guest.AddAsync(cart, host.Shelf.Put(price: 200, categories: ["sweets"]).VariantId);

        (three.Total("discount"), three.Total("total")).ShouldBe((200, 600));
        ((string?)three.Body["discounts"]![0]!["code"]).ShouldBeNull();
    }

    [Fact]
    public async Task A_coupon_that_cannot_apply_is_refused_and_one_that_no_longer_does_is_explained()
    {
        var cart = await _guest.NewCartAsync();
        var variant = host.Shelf.Put(price: 2000);
        var item = (Guid)(await _guest.AddAsync(cart, variant.VariantId)).Items[0]!["id"]!;

        (await _guest.PostAsync($"carts/{cart}/coupons", new { code = "NO-SUCH" })).ShouldBeProblem(HttpStatusCode.NotFound, "coupon_not_found");
        var refused = (await _guest.PostAsync($"carts/{cart}/coupons", new { code = "GALLEON5" })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "coupon_not_applicable"
        );
        ((string)refused.Body["reason"]!).ShouldBe("minimum_not_met");
        await _guest.PutAsync($"carts/{cart}/items/{item}", new { quantity = 2 });
        (await _guest.PostAsync($"carts/{cart}/coupons", new { code = "GALLEON5" })).ShouldBe(HttpStatusCode.OK).Total("discount").ShouldBe(500);
        var shrunk = await _guest.PutAsync($"carts/{cart}/items/{item}", new { quantity = 1 });
        shrunk.Warnings.ShouldBe(["coupon_not_applicable"]);
        shrunk.Total("discount").ShouldBe(0);
        (await _guest.DeleteAsync($"carts/{cart}/coupons/NONE")).ShouldBeProblem(HttpStatusCode.NotFound, "coupon_not_found");
    }

    [Fact]
    public async Task Of_100_simultaneous_checkouts_a_coupon_for_20_serves_20()
    {
        var code = await NewCouponAsync(usageLimit: 20);
        var variant = host.Shelf.Put(ships: false);
        var carts = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => CartWithAsync(code, variant.VariantId)));

        var answers = await Task.WhenAll(carts.Select(c => host.SendAsync(Begin(c))));

        answers.Count(a => a.Error is null).ShouldBe(20);
        answers.Where(a => a.Error is not null).ShouldAllBe(a => a.Error!.Code == "coupon_exhausted");
        (await UsedAsync(code)).ShouldBe(20);
        (await _guest.PostAsync($"carts/{await _guest.NewCartAsync()}/coupons", new { code })).ShouldBeProblem(
            HttpStatusCode.Conflict,
            "coupon_exhausted"
        );
    }

    [Fact]
    public async Task One_person_with_many_carts_uses_a_coupon_as_often_as_one_may()
    {
        var code = await NewCouponAsync(perPersonLimit: 2);
        var variant = host.Shelf.Put(ships: false);
        var carts = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => CartWithAsync(code, variant.VariantId)));

        var answers = await Task.WhenAll(
            carts.Select((c, i) => host.SendAsync(Begin(c) with { Email = i % 2 == 0 ? "dobby@leaky.test" : " DOBBY@leaky.test" }))
        );

        answers.Count(a => a.Error is null).ShouldBe(2);
        answers.Where(a => a.Error is not null).ShouldAllBe(a => a.Error!.Code == "coupon_exhausted");
        (await host.SendAsync(Begin(await CartWithAsync(code, variant.VariantId)) with { Email = "winky@leaky.test" })).Error.ShouldBeNull();
    }

    [Fact]
    public async Task Released_and_cancelled_orders_give_their_uses_back()
    {
        var code = await NewCouponAsync(usageLimit: 1);
        var variant = host.Shelf.Put(ships: false);
        var (first, second) = (await CartWithAsync(code, variant.VariantId), await CartWithAsync(code, variant.VariantId));
        var order = Begin(first);

        (await host.SendAsync(order)).Error.ShouldBeNull();
        (await host.SendAsync(Begin(second))).Error!.Code.ShouldBe("coupon_exhausted");
        await host.SendAsync(new ReleaseCheckout(first, order.OrderId));
        (await UsedAsync(code)).ShouldBe(0);

        var next = Begin(second);
        (await host.SendAsync(next)).Error.ShouldBeNull();
        await host.SendAsync(new CompleteCheckout(second, next.OrderId));
        await using var scope = host.Services.CreateAsyncScope();
        var handler = scope.ServiceProvider.GetRequiredService<GiveBackPromotionsOnOrderCancelled>();
        for (var delivery = 0; delivery < 2; delivery++)
        {
            var cancelled = new OrderCancelledV1(next.OrderId, "1", null, "Changed my mind", []);
            await handler.HandleAsync(
                cancelled,
                new(Guid.CreateVersion7(), "1", 1, TimeProvider.System.GetUtcNow()),
                TestContext.Current.CancellationToken
            );
        }

        (await UsedAsync(code)).ShouldBe(0);
        (await host.SendAsync(Begin(first))).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_limited_automatic_promotion_simply_ends()
    {
        var tag = $"only-{Guid.CreateVersion7():N}";
        var made = await _staff.PostAsync(
            "promotions",
            new
            {
                name = "First one",
                kind = "percentage",
                percent = 50,
                category = tag,
                usageLimit = 1,
            }
        );
        made.ShouldBe(HttpStatusCode.Created);
        var variant = host.Shelf.Put(price: 1000, ships: false, categories: [tag]);
        var carts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => CartWithAsync(null, variant.VariantId)));

        var answers = await Task.WhenAll(carts.Select(c => host.SendAsync(Begin(c))));

        answers.Select(a => a.Value!.Totals.Total.Amount).Order().ShouldBe([500, 1000, 1000, 1000, 1000, 1000, 1000, 1000]);
        await _staff.DeleteAsync($"promotions/{made.Id}");
    }

    private async Task<string> NewCouponAsync(int? usageLimit = null, int? perPersonLimit = null)
    {
        var code = $"C{Guid.CreateVersion7():N}".ToUpperInvariant();
        (
            await _staff.PostAsync(
                "promotions",
                new
                {
                    code,
                    name = "A test",
                    kind = "percentage",
                    percent = 10,
                    usageLimit,
                    perPersonLimit,
                }
            )
        ).ShouldBe(HttpStatusCode.Created);
        return code;
    }

    private async Task<Guid> CartWithAsync(string? code, Guid variant)
    {
        var cart = await _guest.NewCartAsync();
        (await _guest.AddAsync(cart, variant)).ShouldBe(HttpStatusCode.OK);
        if (code is not null)
        {
            (await _guest.PostAsync($"carts/{cart}/coupons", new { code })).ShouldBe(HttpStatusCode.OK);
        }

        return cart;
    }

    private async Task<int> UsedAsync(string code)
    {
        for (var after = ""; ; )
        {
            var page = await _staff.GetAsync($"promotions?limit=100&after={after}");
            if (page.Items.FirstOrDefault(p => (string?)p!["code"] == code) is { } promotion)
            {
                return (int)promotion["used"]!;
            }

            after = (string)page.Body["next"]!;
        }
    }

    private static BeginCheckout Begin(Guid cart) => new(cart, Guid.CreateVersion7(), null, null, null, null);
}
