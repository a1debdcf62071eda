using System.Collections.Concurrent;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Readers of this process that fell behind what is kept and whose state is not yet made anew.</summary>
internal sealed class ReaderGaps
{
    private readonly ConcurrentDictionary<(string Consumer, string Topic), byte> _open = new();

    /// <summary>For readiness: consumer and topic.</summary>
    public IReadOnlyList<string> Names => [.. _open.Keys.Select(k => $"{k.Consumer} on {k.Topic}").Order(StringComparer.Ordinal)];

    public void Open(string consumer, string topic) => _open[(consumer, topic)] = 0;

    public void Close(string consumer, string topic) => _open.TryRemove((consumer, topic), out _);
}
