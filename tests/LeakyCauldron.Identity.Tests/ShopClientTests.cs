using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Identity.Persistence;
using LeakyCauldron.Identity.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Identity.Tests;

public sealed class ShopClientTests
{
    /// <summary>Each in a scope of its own, as each host is. The race has two outcomes for those who lose it, and takes some rounds to show both.</summary>
    [Fact]
    public async Task Hosts_that_start_at_once_make_the_shops_client_once()
    {
        await using var identity = await IdentityHost.StartAsync();
        await using var scope = identity.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<SortingHatDbContext>();
        for (var round = 0; round < 10; round++)
        {
            await db.Database.ExecuteSqlAsync($"DELETE FROM identity.oauth_applications");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => StartAsync(identity.Services))));
            (await db.Database.SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM identity.oauth_applications").SingleAsync()).ShouldBe(1);
        }
    }

    private static async Task StartAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetServices<IStartupTask>().OfType<ShopClient>().Single().RunAsync(CancellationToken.None);
    }
}
