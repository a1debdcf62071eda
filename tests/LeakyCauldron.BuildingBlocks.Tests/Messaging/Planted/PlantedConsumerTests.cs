using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Invariants;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Planted;

/// <summary>The same bad day for every consumer: each event ten times, shuffled, to two at once, and a crash in the middle of every third.</summary>
public sealed class PlantedConsumerTests() : MessagingSuite(Broker.Embedded)
{
    private readonly EventEnvelope[] _events = [.. Enumerable.Range(1, 30).Select(v => Envelope(Guid.CreateVersion7(), v))];

    [Fact]
    public async Task The_real_inbox_comes_through()
    {
        await using var shop = await BuildShopAsync();
        foreach (var envelope in _events.Where(e => e.Version % 3 == 0))
        {
            shop.Trouble.FailuresLeft[envelope.Key] = 1;
        }

        await BadDayAsync(batch => shop.Services.GetRequiredService<InboxDispatchers>().Of("ledger").DispatchAsync(batch, default, default));

        (await ViolationsAsync(shop)).ShouldBeEmpty();
        (await CountAsync("ledger.dead_letters")).ShouldBe(0);
    }

    [Theory]
    [InlineData(typeof(HasNoInbox), "doubled:")]
    [InlineData(typeof(ChecksBeforeItActs), "doubled:")]
    [InlineData(typeof(NotesBeforeTheEffect), "missing:")]
    [InlineData(typeof(NotesAfterTheEffect), "doubled:")]
    [InlineData(typeof(AcknowledgesBeforeTheEffect), "missing:")]
    [InlineData(typeof(SwallowsFailures), "missing:")]
    [InlineData(typeof(SharesOneInboxAmongHandlers), "missing:")]
    public async Task A_planted_bug_is_caught(Type sketch, string violation)
    {
        await using var shop = await BuildShopAsync();
        var consumer = (SketchConsumer)Activator.CreateInstance(sketch)!;
        typeof(SketchConsumer).GetProperty(nameof(SketchConsumer.Shop))!.SetValue(consumer, shop);

        await BadDayAsync(consumer.DeliverAsync);

        var violations = await ViolationsAsync(shop);
        violations.ShouldContain(v => v.StartsWith(violation, StringComparison.Ordinal), string.Join('\n', violations));
    }

    private Task BadDayAsync(Func<IReadOnlyList<EventEnvelope>, Task> deliver) =>
        Task.WhenAll(Enumerable.Range(0, 2).Select(host => Task.Run(() => DeliverAsync(deliver, host))));

    private async Task DeliverAsync(Func<IReadOnlyList<EventEnvelope>, Task> deliver, int host)
    {
        for (var round = 0; round < 5; round++)
        {
            var shuffled = _events.ToArray();
            // Both begin with the same order, side by side.
            new Random(round == 0 ? 0 : (host * 100) + round).Shuffle(shuffled);
            foreach (var batch in shuffled.Chunk(7))
            {
                await DeliverAtLeastOnceAsync(deliver, batch);
            }
        }
    }

    private static async Task DeliverAtLeastOnceAsync(Func<IReadOnlyList<EventEnvelope>, Task> deliver, EventEnvelope[] batch)
    {
        for (var failures = 0; failures < 20; failures++)
        {
            try
            {
                await deliver(batch);
                return;
            }
            catch (IOException e)
            {
                TestContext.Current.SendDiagnosticMessage(e.Message);
            }
        }
    }

    private async Task<IReadOnlyList<string>> ViolationsAsync(TestShop shop) =>
        EventInvariants.Effects(
            [.. _events.Select(e => e.Id)],
            [nameof(EnterOnBottleMoved)],
            (await shop.EntriesAsync()).Select(e => new Effect(nameof(EnterOnBottleMoved), e.MessageId))
        );

    private static EventEnvelope Envelope(Guid bottle, long version) =>
        new()
        {
            Id = Guid.CreateVersion7(),
            Type = "shelf.bottle-moved.v1",
            Topic = "shelf.events",
            Key = bottle.ToString(),
            Version = version,
            Time = TimeProvider.System.GetUtcNow(),
            Data = System.Text.Encoding.UTF8.GetBytes($$"""{"bottleId":"{{bottle}}","step":{{version}}}"""),
        };
}
