using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

public sealed class SmokeTests
{
    [Fact]
    public async Task Over_kafka()
    {
        using var kafka = new LeakyCauldron.TestKit.Kafka.MockKafka();
        await using var database = await TestShop.CreateDatabaseAsync();
        await using var shop = await TestShop.StartAsync(database.ConnectionString, new Dictionary<string, string?> { ["Kafka:BootstrapServers"] = kafka.BootstrapServers });
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle, 20);
        await Eventually.Async(async () => (await shop.EntriesAsync()).Count == 20, "20 entries", TimeSpan.FromSeconds(30));
        (await shop.EntriesAsync()).Select(e => e.Version).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
        await Eventually.Async(() => shop.Window.Seen.Count == 20, "seen");
    }

    [Fact]
    public async Task From_aggregate_to_handler()
    {
        await using var database = await TestShop.CreateDatabaseAsync();
        await using var shop = await TestShop.StartAsync(database.ConnectionString, new Dictionary<string, string?>());
        var bottle = Guid.CreateVersion7();
        await shop.MoveAsync(bottle, 20);
        await Eventually.Async(async () => (await shop.EntriesAsync()).Count == 20, "20 entries", TimeSpan.FromSeconds(10));
        (await shop.EntriesAsync()).Select(e => e.Version).ShouldBe(Enumerable.Range(1, 20).Select(i => (long)i));
        await Eventually.Async(() => shop.Window.Seen.Count == 20, "seen");
    }
}
