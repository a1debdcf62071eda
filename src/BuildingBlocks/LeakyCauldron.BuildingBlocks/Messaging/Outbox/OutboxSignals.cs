using System.Collections.Concurrent;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>One signal a schema: commits set it, the schema's relay waits for it.</summary>
internal sealed class OutboxSignals : IDisposable
{
    private readonly ConcurrentDictionary<string, AsyncSignal> _signals = new(StringComparer.Ordinal);

    public AsyncSignal Of(string schema) => _signals.GetOrAdd(schema, static _ => new AsyncSignal());

    public void Wake(string schema) => Of(schema).Set();

    public void Dispose()
    {
        foreach (var signal in _signals.Values)
        {
            signal.Dispose();
        }
    }
}
