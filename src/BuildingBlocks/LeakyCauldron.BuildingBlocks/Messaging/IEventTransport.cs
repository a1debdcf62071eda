namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>
/// Carries envelopes between modules. Two carry the real thing: Kafka, and the embedded broker (a log in Postgres). Both give at-least-once
/// delivery in order per key to each consumer group.
/// </summary>
public interface IEventTransport
{
    /// <summary><c>kafka</c> or <c>embedded</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Publishes in the given order and returns when every envelope has been acknowledged durably, or has failed. The answer has one entry an envelope: null if
    /// acknowledged, else why not. Doubt counts as failure: publishing twice is normal, losing is not.
    /// </summary>
    Task<IReadOnlyList<string?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct);

    /// <summary>
    /// Consumes topics as a group until cancelled. Offsets move only past envelopes for which the handler returned. The handler is called with batches in order
    /// per key, and gets the next batch only when it returned; if it throws, the batch comes again.
    /// </summary>
    Task ConsumeGroupAsync(string group, IReadOnlyList<string> topics, Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle, CancellationToken ct);

    /// <summary>Reads one topic from a position (null: its end) until cancelled, without a group.</summary>
    Task ConsumeFromAsync(string topic, StreamPosition? from, Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle, CancellationToken ct);

    /// <summary>The position after the newest event of a topic: what a rebuild notes before it reads the source.</summary>
    Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct);
}
