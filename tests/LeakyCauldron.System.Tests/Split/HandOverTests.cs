using System.Net;

namespace LeakyCauldron.System.Tests;

/// <summary>The whole shop, and Orders once more in a process of its own.</summary>
[CollectionDefinition(nameof(OrdersBeside), DisableParallelization = true)]
public sealed class OrdersBeside : ManyProcesses, ICollectionFixture<OrdersBeside>
{
    protected override IReadOnlyList<string> Extracted { get; } = ["orders"];

    protected override bool FrontHasAll => true;
}

/// <summary>A module goes to another process and comes back while shoppers order.</summary>
[Collection(nameof(OrdersBeside))]
public sealed class HandOverTests(OrdersBeside shop)
{
    private const int Units = 2000;

    [Fact]
    public async Task A_hand_over_there_and_back_refuses_nobody_and_loses_nothing()
    {
        var sku = await Journey.NewProduct(shop, Units);
        var admin = await shop.Admin();
        var shoppers = new SteadyShoppers(shop, sku);
        var apart = 0L;
        await shoppers.RunAsync(
            3,
            async () =>
            {
                await shoppers.MoreOrdersAsync(4);
                (await admin.Put("/admin/routes", new { module = "orders", target = "remote" })).Is(HttpStatusCode.NoContent);
                var before = await ServedApartAsync();
                await shoppers.MoreOrdersAsync(8);
                apart = await ServedApartAsync() - before;
                (await admin.Put("/admin/routes", new { module = "orders", target = "local" })).Is(HttpStatusCode.NoContent);
                await shoppers.MoreOrdersAsync(8);
            }
        );

        apart.ShouldBeGreaterThanOrEqualTo(4, "the other process has made orders");
        shoppers.Refusals.ShouldBeEmpty();
        await shoppers.AddUpAsync(Units);
    }

    /// <summary>Requests that the other process has answered.</summary>
    private async Task<long> ServedApartAsync()
    {
        var metrics = await shop.Host("orders").Client.GetStringAsync(new Uri("metrics", UriKind.Relative), ShopClient.Ct);
        return metrics
            .Split('\n')
            .Where(l =>
                l.StartsWith("http_server_request_duration_seconds_count", StringComparison.Ordinal)
                && l.Contains("/orders\"", StringComparison.Ordinal)
                && l.Contains("POST", StringComparison.Ordinal)
            )
            .Sum(l =>
                (long)double.Parse(l[(l.LastIndexOf('}') + 1)..].Trim().Split(' ')[0], global::System.Globalization.CultureInfo.InvariantCulture)
            );
    }
}
