using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Faults;
using LeakyCauldron.TestKit.Invariants;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>
/// The connection to the database breaks at every kind of request that writers, relay, log and inbox make: once before the server gets it, once after the server has done
/// it but before anybody hears of it. The second, at a COMMIT, is the ambiguous commit.
/// </summary>
public abstract partial class CrashTests(Broker broker) : MessagingSuite(broker)
{
    /// <summary>Without these the run would have proved little.</summary>
    private static readonly string[] Essential =
    [
        "COMMIT",
        "INSERT INTO ledger.inbox_messages",
        "INSERT INTO shelf.outbox_messages",
        "DELETE FROM shelf.outbox_messages",
        "UPDATE shelf.bottles",
    ];

    private readonly ConcurrentDictionary<(string Step, Cut Cut), byte> _done = new();
    private volatile bool _faulty;

    [Fact]
    public async Task A_break_at_any_step_loses_doubles_and_reorders_nothing()
    {
        await using var proxy = new PostgresProxy(Database, Decide);
        var bottles = Enumerable.Range(0, 8).Select(_ => Guid.CreateVersion7()).ToArray();
        await using var watcher = await BuildShopAsync();
        await using var recorder = new TopicRecorder(watcher.Transport);
        await using (var shop = await TestShop.StartAsync(proxy.ConnectionString, Settings))
        {
            _faulty = true;
            var known = -1;
            for (var quiet = 0; quiet < 3; )
            {
                foreach (var bottle in bottles)
                {
                    await MoveWhateverHappensAsync(shop, bottle);
                }

                await Eventually.Async(
                    async () => await CountAsync("shelf.outbox_messages") == 0,
                    "the outbox to drain in between",
                    TimeSpan.FromMinutes(3)
                );
                quiet = _done.Count == known ? quiet + 1 : 0;
                known = _done.Count;
            }

            _faulty = false;
            await Eventually.Async(async () => (await ViolationsAsync(recorder)).Count == 0, "all to come right", TimeSpan.FromMinutes(3));
        }

        (await ViolationsAsync(recorder)).ShouldBeEmpty();
        foreach (var step in Essential)
        {
            _done.Keys.Where(d => d.Step.Contains(step)).Select(d => d.Cut).ToHashSet().SetEquals([Cut.Before, Cut.After]).ShouldBeTrue(step);
        }
    }

    /// <summary>Each kind of request breaks once before and once after.</summary>
    private Cut Decide(string sql)
    {
        var step = Spaces().Replace(sql, " ");
        return !_faulty || step.Length == 0 ? Cut.None
            : _done.TryAdd((step, Cut.Before), 0) ? Cut.Before
            : _done.TryAdd((step, Cut.After), 0) ? Cut.After
            : Cut.None;
    }

    private static async Task MoveWhateverHappensAsync(TestShop shop, Guid bottle)
    {
        try
        {
            await shop.MoveAsync(bottle);
        }
        catch (Exception e)
        {
            // The writer does not know whether its change is committed. Nor need we: the database does.
            TestContext.Current.SendDiagnosticMessage(e.Message);
        }
    }

    private async Task<IReadOnlyList<string>> ViolationsAsync(TopicRecorder recorder)
    {
        var committed = await EventInvariants.CommittedAsync(Database, "shelf");
        var arrivals = recorder.ToArrivals();
        await using var reader = await BuildShopAsync();
        var effects = (await reader.EntriesAsync()).Select(e => new Effect(nameof(EnterOnBottleMoved), e.MessageId));
        return
        [
            .. EventInvariants.Deliveries(committed, arrivals),
            .. EventInvariants.Effects([.. arrivals.Select(a => a.MessageId).Distinct()], [nameof(EnterOnBottleMoved)], effects),
            .. await EventInvariants.AtRestAsync(Database, "shelf", "ledger"),
        ];
    }

    [GeneratedRegex(@"\s+", RegexOptions.None, 1000)]
    private static partial Regex Spaces();
}

public sealed class EmbeddedCrashTests() : CrashTests(Broker.Embedded);

public sealed class KafkaCrashTests() : CrashTests(Broker.Kafka);
