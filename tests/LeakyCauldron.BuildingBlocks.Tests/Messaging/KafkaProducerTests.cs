using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What a producer does not survive.</summary>
public sealed class KafkaProducerTests() : MessagingSuite(Broker.Kafka)
{
    private const int ProduceApi = 0;
    private const int OutOfOrderSequenceNumber = 45;

    [Fact]
    public async Task A_producer_that_failed_for_good_is_made_anew_and_nothing_is_lost_or_turned_round()
    {
        var said = new Sayings();
        await using var shop = TestShop.Build(Database, Settings, services => services.AddSingleton<ILoggerProvider>(said));
        await shop.PrepareBrokerAsync();
        await using var recorder = new TopicRecorder(shop.Transport);
        await using var relay = new RunningRelay(shop, shop.Transport);
        var bottles = Enumerable.Range(0, 4).Select(_ => Guid.CreateVersion7()).ToArray();
        for (var round = 1; round <= 3; round++)
        {
            Kafka.FailNext(ProduceApi, OutOfOrderSequenceNumber);
            foreach (var bottle in bottles)
            {
                await shop.MoveAsync(bottle, 2);
            }

            await Eventually.Async(() => bottles.All(b => recorder.Versions(b).Length == round * 2), "this round's", TimeSpan.FromMinutes(1));
        }

        said.Lines.ShouldContain(l => l.Contains("The Kafka producer is made anew", StringComparison.Ordinal));
        bottles.ShouldAllBe(b => recorder.Versions(b).SequenceEqual(new long[] { 1, 2, 3, 4, 5, 6 }));
        await OutboxIsEmptyAsync();
        (await CountAsync("shelf.outbox_messages WHERE parked_at IS NOT NULL")).ShouldBe(0);
    }

    /// <summary>What was logged.</summary>
    private sealed class Sayings : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Lines { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Warning;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Lines.Enqueue(formatter(state, exception));
            }
        }

        public void Dispose() { }
    }
}
