using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;

namespace LeakyCauldron.Orders.Tests;

/// <summary>
/// The points at which a checkout can die are not listed here: the shop is let run on to one point further each time, until it gets through. Each run ends as if nothing had
/// happened, whether the job goes on or the shopper asks again.
/// </summary>
public sealed partial class CheckoutTests
{
    /// <summary>Each call and each commit of the shortest path, before and after.</summary>
    private const int FewestPoints = 20;

    [Theory]
    [InlineData("tok_ok", 201)]
    [InlineData("tok_declined", 402)]
    [InlineData("tok_timeout", 201)]
    [InlineData("cash", 201)]
    [InlineData("wrong total", 409)]
    [InlineData("no stock", 409)]
    public async Task A_checkout_that_died_at_any_step_is_resumed(string course, int answer)
    {
        await using var shop = await Shop.StartAsync();
        foreach (var byTheJob in new[] { true, false })
        {
            var points = 1;
            while (await DiesAtAsync(shop, points, course, answer, byTheJob))
            {
                points++;
            }

            points.ShouldBeGreaterThan(answer == 409 ? FewestPoints / 2 : FewestPoints);
        }

        await shop.BooksAgreeAsync();
    }

    private static async Task<bool> DiesAtAsync(Shop shop, int point, string course, int answer, bool byTheJob)
    {
        var variant = shop.Neighbours.NewVariant(course == "no stock" ? 0 : 3);
        var cart = shop.Neighbours.NewCart(variant);
        var (balance, key) = (await shop.BankBalanceAsync(), Guid.CreateVersion7().ToString());
        using var client = shop.App.Anonymous();
        Task<Reply> Order() =>
            shop.OrderAsync(
                client,
                cart,
                course.StartsWith("tok", StringComparison.Ordinal) || course == "cash" ? course : "tok_ok",
                key,
                course == "wrong total" ? 1 : null
            );

        shop.Crash.Arm(point);
        var first = await Order();
        var died = shop.Crash.Restart();
        var where = $"{course}: {shop.Crash.Point ?? "nowhere"} ({point})";
        (first.Status == 500).ShouldBe(died, where);
        for (var look = 0; byTheJob && look < 3; look++)
        {
            await shop.PassAsync();
        }

        shop.Clock.Advance(TimeSpan.FromSeconds(20));
        var again = await Order();
        again.Status.ShouldBe(answer, where);
        await shop.PassAsync();
        await shop.PassAsync();

        var orders = await shop.QueryAsync(db => db.Orders.AsNoTracking().Where(o => o.CartId == cart.Id).ToListAsync());
        var sold = answer == 201;
        orders.Count(o => o.Status == OrderStatus.Confirmed).ShouldBe(sold ? 1 : 0, where);
        orders.Count(o => o.Listed).ShouldBe(sold ? 1 : 0, where);
        cart.State.ShouldBe(sold ? CartState.Ordered : CartState.Open, where);
        shop.Neighbours.Available(variant)
            .ShouldBe(
                course == "no stock" ? 0
                    : sold ? 2
                    : 3,
                where
            );
        (await shop.BankBalanceAsync() - balance).ShouldBe(sold && course != "cash" ? cart.Total.Amount : 0, where);
        (await shop.QueryAsync(db => db.Checkouts.CountAsync(c => c.CartId == cart.Id && c.SettledAt == null))).ShouldBe(0, where);
        return died;
    }
}
