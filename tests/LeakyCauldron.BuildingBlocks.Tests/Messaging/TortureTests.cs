using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Invariants;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>
/// Several whole hosts on one database, all faults at once: calls that fail before or after they had an effect, slow calls, a key that is refused, handlers that fail,
/// commits that come late, deliveries that repeat.
/// </summary>
public abstract class TortureTests(Broker broker) : MessagingSuite(broker)
{
    private volatile bool _calm;

    [Theory]
    [InlineData(2, 1)]
    [InlineData(4, 2)]
    public async Task Whatever_fails_every_event_arrives_in_order_and_takes_effect_once(int hosts, int seed)
    {
        Settings["Outbox:MaxAttempts"] = "3";
        Settings["Outbox:FirstRetry"] = "00:00:00.02";
        Settings["Modules:Wire"] = "true";
        var poison = Guid.CreateVersion7();
        var bottles = Enumerable.Range(0, 10).Select(_ => Guid.CreateVersion7()).ToArray();
        var shops = new List<TestShop>();
        for (var i = 0; i < hosts; i++)
        {
            shops.Add(await StartFaultyAsync(new Random((seed * 100) + i), poison));
        }

        await using var watcher = await BuildShopAsync();
        await using var recorder = new TopicRecorder(watcher.Transport);
        foreach (var (bottle, i) in bottles.Select((b, i) => (b, i)))
        {
            shops[i % hosts].Trouble.FailuresLeft[bottle.ToString()] = 2;
        }

        await watcher.MoveAsync(poison, 3);
        await using (var scope = watcher.Services.CreateAsyncScope())
        {
            var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
            await using var late = await db.Database.BeginTransactionAsync();
            db.Bottles.Add(new Bottle(Guid.CreateVersion7())).Entity.Move();
            await db.SaveChangesAsync();
            await Task.WhenAll(shops.SelectMany((shop, i) => Enumerable.Range(0, 2).Select(w => WriteAsync(shop, bottles, (i * 2) + w))));
            await late.CommitAsync();
        }

        await Eventually.Async(
            async () => await CountAsync("shelf.outbox_messages WHERE parked_at IS NOT NULL") == 1,
            "the poison to be parked",
            TimeSpan.FromMinutes(3)
        );
        _calm = true;
        var parked = await ScalarAsync<Guid>("SELECT id FROM shelf.outbox_messages WHERE parked_at IS NOT NULL");
        (await watcher.Services.GetRequiredService<MessagingRepair>().RetryAsync(parked, default)).Error.ShouldBeNull();
        await Eventually.Async(async () => (await ViolationsAsync(watcher, recorder)).Count == 0, "all to come right", TimeSpan.FromMinutes(3));

        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
        (await CountAsync("shelf.outbox_messages")).ShouldBe(0);
        foreach (var shop in shops)
        {
            await shop.DisposeAsync();
        }
    }

    private Task<TestShop> StartFaultyAsync(Random random, Guid poison) =>
        TestShop.StartAsync(
            Database,
            Settings,
            services =>
            {
                var real = services.Last(s => s.ServiceType == typeof(IEventTransport)).ImplementationType!;
                services.AddSingleton<IEventTransport>(p => new FaultyTransport((IEventTransport)ActivatorUtilities.CreateInstance(p, real))
                {
                    Before = _ => FailOrDawdleAsync(random),
                    After = _ => FailOrDawdleAsync(random),
                    Refuses = e => !_calm && e.Key == poison.ToString() && e.Version == 2,
                });
            }
        );

    private async Task FailOrDawdleAsync(Random random)
    {
        int dice;
        lock (random)
        {
            dice = random.Next(100);
        }

        if (_calm || dice > 60)
        {
            return;
        }

        if (dice < 25)
        {
            throw new IOException("The broker's connection broke.");
        }

        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1 + (dice / 2)));
        await timer.WaitForNextTickAsync();
    }

    private static async Task WriteAsync(TestShop shop, Guid[] bottles, int seed)
    {
        var random = new Random(seed);
        for (var done = 0; done < 30; )
        {
            try
            {
                await shop.MoveAsync(bottles[random.Next(bottles.Length)]);
                done++;
            }
            catch (DbUpdateException e) when (Persistence.Retryable.IsLostRace(e))
            {
                continue;
            }
        }
    }

    private async Task<IReadOnlyList<string>> ViolationsAsync(TestShop shop, TopicRecorder recorder)
    {
        var arrivals = recorder.ToArrivals();
        var effects = (await shop.EntriesAsync()).Select(e => new Effect(nameof(EnterOnBottleMoved), e.MessageId));
        return
        [
            .. EventInvariants.Deliveries(await EventInvariants.CommittedAsync(Database, "shelf"), arrivals),
            .. EventInvariants.Effects([.. arrivals.Select(a => a.MessageId).Distinct()], [nameof(EnterOnBottleMoved)], effects),
            .. await EventInvariants.AtRestAsync(Database, "shelf", "ledger"),
        ];
    }
}

public sealed class EmbeddedTortureTests() : TortureTests(Broker.Embedded);

public sealed class KafkaTortureTests() : TortureTests(Broker.Kafka);
