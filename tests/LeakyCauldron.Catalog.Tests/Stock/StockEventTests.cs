using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Catalog.Stock;
using LeakyCauldron.Catalog.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Catalog.Tests.Stock;

public sealed class StockEventTests
{
    [Fact]
    public async Task Many_changes_of_one_product_make_few_events()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Hot", 500);
        await Task.WhenAll(
            Enumerable.Range(0, 200).Select(_ => shop.Send(StockTests.Reserve(Guid.CreateVersion7(), (StockTests.Variant(product), 1))))
        );
        (await AnnounceAsync(shop)).ShouldBe(1);
        (await shop.OutboxAsync(product.GetProperty("id").GetString()!))
            .Select(m => (m.Version, m.Type))
            .ShouldBe([(1, "catalog.product-changed.v1"), (2, "catalog.stock-changed.v1")]);
        (await AnnounceAsync(shop)).ShouldBe(0);
    }

    [Fact]
    public async Task The_last_event_carries_the_final_level()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        var product = await shop.CreateAsync("Hot", 60);
        var buyers = Enumerable
            .Range(0, 80)
            .Select(_ => (Task)shop.Send(StockTests.Reserve(Guid.CreateVersion7(), (StockTests.Variant(product), 1))));
        var announcers = Enumerable.Range(0, 20).Select(_ => (Task)AnnounceAsync(shop));
        await Task.WhenAll(buyers.Concat(announcers).OrderBy(_ => Guid.CreateVersion7()));
        await AnnounceAsync(shop);

        var events = await shop.OutboxAsync(product.GetProperty("id").GetString()!);
        events.Select(e => e.Version).ShouldBe(Enumerable.Range(1, events.Count).Select(v => (long)v));
        var levels = events
            .Skip(1)
            .Select(e => JsonSerializer.Deserialize<StockChangedV1>(e.Payload, Json.Wire)!.Variants.Single().Available!.Value)
            .ToArray();
        levels[^1].ShouldBe(0);
        levels.ShouldBe(levels.OrderDescending());
        (await shop.GetAsync("catalog/products?inStock=false")).GetProperty("total").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_running_shop_tells_by_itself()
    {
        await using var shop = await DiagonAlley.OpenAsync();
        var product = await shop.CreateAsync("Last", 1);
        (await shop.GetAsync("catalog/products?inStock=true")).GetProperty("total").GetInt32().ShouldBe(1);
        await shop.Send(StockTests.Reserve(Guid.CreateVersion7(), (StockTests.Variant(product), 1)));
        await Eventually.Async(
            async () => (await shop.GetAsync("catalog/products?inStock=true")).GetProperty("total").GetInt32() == 0,
            "the list to know that it is sold out"
        );
    }

    [Fact]
    public async Task Nobody_hears_of_a_draft()
    {
        await using var shop = await DiagonAlley.OpenAsync(background: false);
        await shop.ImportDraftAsync("secret");
        await AnnounceAsync(shop);
        (await shop.NumberAsync("SELECT count(*) FROM catalog.outbox_messages")).ShouldBe(0);
    }

    private static Task<int> AnnounceAsync(DiagonAlley shop) =>
        shop.InScopeAsync(s => s.GetRequiredService<StockAnnouncer>().AnnounceAsync(CancellationToken.None));
}
