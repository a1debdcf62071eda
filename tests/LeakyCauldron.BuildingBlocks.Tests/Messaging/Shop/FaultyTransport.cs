using System.Collections.Concurrent;
using LeakyCauldron.BuildingBlocks.Messaging;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>The real transport with the faults of a real broker: refusals, outages, acknowledgements that get lost, and calls that take long.</summary>
internal sealed class FaultyTransport(IEventTransport inner) : IEventTransport
{
    /// <summary>Events with these keys are refused, and so are those after them.</summary>
    public ConcurrentDictionary<string, byte> RefusedKeys { get; } = new(StringComparer.Ordinal);

    /// <summary>And these, beyond the keys.</summary>
    public Func<EventEnvelope, bool> Refuses { get; set; } = _ => false;

    /// <summary>Nothing gets through.</summary>
    public bool IsDown { get; set; }

    /// <summary>What is published arrives, but the publisher never hears of it.</summary>
    public bool LosesAcknowledgements { get; set; }

    /// <summary>A call waits for this once it has begun.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What a call does before it sends: nothing, or wait, or throw.</summary>
    public Func<IReadOnlyList<EventEnvelope>, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>What a call does once all has arrived, before it answers.</summary>
    public Func<IReadOnlyList<EventEnvelope>, Task> After { get; set; } = _ => Task.CompletedTask;

    /// <summary>Everything that was asked to be published, in order.</summary>
    public ConcurrentQueue<EventEnvelope> Asked { get; } = [];

    public string Name => inner.Name;

    public async Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct)
    {
        foreach (var envelope in envelopes)
        {
            Asked.Enqueue(envelope);
        }

        await Gate;
        await Before(envelopes);
        if (IsDown)
        {
            return [.. envelopes.Select(_ => new PublishFailure("The broker is away.", Refused: false))];
        }

        var refused = envelopes.Where(e => RefusedKeys.ContainsKey(e.Key) || Refuses(e)).Select(e => e.Key).ToHashSet(StringComparer.Ordinal);
        var accepted = envelopes.Where(e => !refused.Contains(e.Key)).ToArray();
        var failures = await inner.PublishAsync(accepted, ct);
        if (failures.FirstOrDefault(f => f is not null) is { } failed)
        {
            // The real broker's own troubles, which a test may have caused as well.
            return [.. envelopes.Select(_ => new PublishFailure(failed.Reason, Refused: false))];
        }

        await After(envelopes);
        if (LosesAcknowledgements)
        {
            throw new IOException("The connection broke before the answer came.");
        }

        return [.. envelopes.Select(e => refused.Contains(e.Key) ? new PublishFailure("Not this one.", Refused: true) : null)];
    }

    public Task ConsumeGroupAsync(
        string group,
        IReadOnlyList<string> topics,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    ) => inner.ConsumeGroupAsync(group, topics, handle, ct);

    public Task ConsumeFromAsync(
        string topic,
        StreamPosition? from,
        Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
        CancellationToken ct
    ) => inner.ConsumeFromAsync(topic, from, handle, ct);

    public Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct) => inner.EndOfAsync(topic, ct);
}
