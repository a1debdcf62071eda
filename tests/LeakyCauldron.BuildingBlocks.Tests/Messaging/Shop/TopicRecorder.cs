using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.TestKit.Invariants;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>Reads a topic from its beginning and keeps what came, in order.</summary>
internal sealed class TopicRecorder : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<EventEnvelope> _arrived = [];
    private readonly Task _running;

    public TopicRecorder(IEventTransport transport, string topic = "shelf.events") =>
        _running = transport.ConsumeFromAsync(
            topic,
            StreamPosition.Beginning,
            (batch, _, _) =>
            {
                foreach (var envelope in batch)
                {
                    _arrived.Enqueue(envelope);
                }

                return Task.CompletedTask;
            },
            _stop.Token
        );

    public IReadOnlyCollection<EventEnvelope> Arrived => _arrived;

    /// <summary>Versions of a key in the order of their first arrival.</summary>
    public long[] Versions(Guid key) => [.. _arrived.Where(e => e.Key == key.ToString()).Select(e => e.Version).Distinct()];

    public IReadOnlyList<Arrival> ToArrivals() => [.. _arrived.Select(e => new Arrival(e.Id, e.Key, e.Version))];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }
}
