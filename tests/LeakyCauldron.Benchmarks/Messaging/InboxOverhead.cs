using System.Diagnostics;
using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.TestKit.Kafka;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>Every event ten times, shuffled: with the inbox, and the same deliveries handled in the same transactions without one.</summary>
internal sealed class InboxOverhead : IBenchmark
{
    private const int Times = 10;
    private const int Batch = 200;
    private const int Together = 32;
    private const double Goal = 1.15;

    public string Name => "inbox";

    public async Task<IReadOnlyList<Row>> RunAsync(BenchContext bench)
    {
        using var kafka = new MockKafka();
        var (shop, _) = await ParcelShop.CreateAsync(bench, kafka);
        await using var _shop = shop;
        var events = bench.Size(100_000, 1000);
        await OursAsync(shop, Deliveries(200));
        await FloorAsync(shop, Deliveries(200));
        return
        [
            await RowAsync(shop, $"inbox, {events:#,0} events ten times shuffled", events, Times),
            await RowAsync(shop, $"inbox, {events:#,0} events once each", events, 1),
        ];
    }

    private async Task<Row> RowAsync(ParcelShop shop, string title, int events, int times)
    {
        await EmptyAsync(shop);
        var floor = await FloorAsync(shop, Deliveries(events, times));
        await EmptyAsync(shop);
        var ours = await OursAsync(shop, Deliveries(events, times));
        await using var command = shop.Database.CreateCommand("SELECT count(*) FILTER (WHERE times = 1), count(*) FROM parcels.places");
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        var (once, all) = (reader.GetInt64(0), reader.GetInt64(1));
        return once == events && all == events
            ? new Row(Name, title, "s", ours, LessIsBetter: true)
            {
                FloorName = "without inbox",
                FloorValue = floor,
                Goal = "≤ 1.15 × without",
                Met = ours / floor <= Goal,
                Note = $"one effect each; {events * times / ours:#,0} deliveries/s",
            }
            : throw new InvalidOperationException($"{events} events had {all} effects, {once} of them once.");
    }

    private static EventEnvelope[] Deliveries(int events, int times = Times)
    {
        var deliveries = Enumerable.Range(0, events).SelectMany(_ => Enumerable.Repeat(Envelope(Guid.CreateVersion7()), times)).ToArray();
        new Random(42).Shuffle(deliveries);
        return deliveries;
    }

    private static EventEnvelope Envelope(Guid parcel) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "parcels.parcel-moved.v1",
            Topic = "parcels.events",
            Key = parcel.ToString(),
            Version = 1,
            Time = TimeProvider.System.GetUtcNow(),
            Data = Encoding.UTF8.GetBytes($$"""{"parcelId":"{{parcel}}","label":"a label"}"""),
        };

    private static async Task<double> OursAsync(ParcelShop shop, EventEnvelope[] deliveries)
    {
        var dispatcher = shop.Services.GetRequiredService<InboxDispatchers>().Of("parcels");
        var started = Stopwatch.GetTimestamp();
        foreach (var batch in deliveries.Chunk(Batch))
        {
            await dispatcher.DispatchAsync(batch, CancellationToken.None, CancellationToken.None);
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<double> FloorAsync(ParcelShop shop, EventEnvelope[] deliveries)
    {
        var invoker = EventInvoker.For(shop.Services.GetRequiredService<ModuleModel>().Subscriptions.Single());
        var started = Stopwatch.GetTimestamp();
        foreach (var chunk in deliveries.Chunk(Together))
        {
            await using var scope = shop.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ParcelDbContext>();
            await using var transaction = await db.Database.BeginTransactionAsync();
            foreach (var envelope in chunk)
            {
                await invoker.InvokeAsync(scope.ServiceProvider, envelope, CancellationToken.None);
                await db.SaveChangesAsync();
                db.ChangeTracker.Clear();
            }

            await transaction.CommitAsync();
        }

        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task EmptyAsync(ParcelShop shop)
    {
        await using var command = shop.Database.CreateCommand("DELETE FROM parcels.places; DELETE FROM parcels.inbox_messages");
        await command.ExecuteNonQueryAsync();
    }
}
