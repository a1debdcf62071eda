using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Orders.Domain;
using LeakyCauldron.Orders.Tests.Harness;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Orders.Tests;

public sealed class PastOrdersTests
{
    [Fact]
    public async Task Sample_orders_are_loaded_once_and_the_books_agree()
    {
        await using var shop = await Shop.StartAsync();
        for (var i = 0; i < 2; i++)
        {
            await using var scope = shop.App.Services.CreateAsyncScope();
            await scope.ServiceProvider.GetServices<ISampleData>().Single().LoadAsync(CancellationToken.None);
        }

        var orders = await shop.QueryAsync(db => db.Orders.AsNoTracking().Include(o => o.Timeline).ToListAsync());
        orders.Count.ShouldBe(8);
        orders.ShouldAllBe(o => o.PlacedAt < shop.Clock.GetUtcNow() && o.Timeline.Count >= 2);
        orders.Count(o => o.Status == OrderStatus.Delivered).ShouldBe(5);
        (await shop.QueryAsync(db => db.Set<LeakyCauldron.BuildingBlocks.Messaging.OutboxMessage>().CountAsync())).ShouldBe(0);
        await shop.BooksAgreeAsync();
    }
}
