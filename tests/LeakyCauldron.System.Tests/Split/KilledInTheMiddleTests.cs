namespace LeakyCauldron.System.Tests;

/// <summary>Each module's process in turn dies as in a power cut while shoppers order, and comes back: no order is lost, made twice or told of twice.</summary>
[Collection(nameof(AllApart))]
public sealed class KilledInTheMiddleTests(AllApart shop)
{
    private const int Units = 2000;

    [Theory]
    [InlineData("orders")]
    [InlineData("payments")]
    [InlineData("cart")]
    public async Task A_process_that_dies_while_shoppers_order_costs_them_nothing_but_time(string module)
    {
        var sku = await Journey.NewProduct(shop, Units);
        var shoppers = new SteadyShoppers(shop, sku);
        await shoppers.RunAsync(
            3,
            async () =>
            {
                await shoppers.MoreOrdersAsync(3);
                await shop.KillAndRestartAsync(module);
                await shoppers.MoreOrdersAsync(3);
            }
        );
        await shop.ReachableAsync();
        await shoppers.AddUpAsync(Units);
    }
}
