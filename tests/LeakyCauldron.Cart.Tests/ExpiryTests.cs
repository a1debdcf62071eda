using System.Net;
using LeakyCauldron.Cart.Contracts;
using LeakyCauldron.Cart.Jobs;
using LeakyCauldron.Cart.Persistence;
using LeakyCauldron.Cart.Tests.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Cart.Tests;

public sealed class ExpiryTests(CartHost host)
{
    [Fact]
    public async Task Lifetimes_are_30_and_90_days()
    {
        var guest = await host.Guest().PostAsync("carts", new { });
        var person = await host.Person().GetAsync("cart");

        Days(guest).ShouldBe(30);
        Days(person).ShouldBe(90);

        static int Days(Answer cart) => (int)Math.Round(((DateTimeOffset)cart.Body["expiresAt"]! - TimeProvider.System.GetUtcNow()).TotalDays);
    }

    [Fact]
    public async Task An_expired_cart_is_gone_and_then_deleted_unless_it_is_being_ordered()
    {
        var guest = host.Guest();
        var (old, ordering, young) = (await guest.ReadyCartAsync(), await guest.ReadyCartAsync(), await guest.ReadyCartAsync());
        await host.SendAsync(new BeginCheckout(ordering, Guid.CreateVersion7(), null, null, null, null));
        await using var scope = host.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<CartDbContext>();
        var past = TimeProvider.System.GetUtcNow().AddDays(-31);
        await db
            .Carts.Where(c => c.Key == old || c.Key == ordering)
            .ExecuteUpdateAsync(set => set.SetProperty(c => c.CreatedAt, past).SetProperty(c => c.ExpiresAt, past.AddDays(30)));

        (await guest.GetAsync($"carts/{old}")).ShouldBeProblem(HttpStatusCode.NotFound, "cart_not_found");
        await ActivatorUtilities.CreateInstance<DeleteExpiredCarts>(scope.ServiceProvider).Execute(null!, TestContext.Current.CancellationToken);

        (await db.Carts.Where(c => c.Key == old || c.Key == ordering || c.Key == young).Select(c => c.Key).ToListAsync()).ShouldBe(
            [ordering, young],
            ignoreOrder: true
        );
        (await guest.GetAsync($"carts/{ordering}")).ShouldBe(HttpStatusCode.OK);
    }
}
