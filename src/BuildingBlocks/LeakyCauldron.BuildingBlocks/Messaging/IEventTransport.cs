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
    /// acknowledged, else why not. Doubt counts as failure: publishing twice is normal, losing is not. An envelope that failed is not overtaken: those after it with
    /// the same key fail too.
    /// </summary>
    Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct);

    /// <summary>
    /// Consumes topics as a group until cancelled. Offsets move only past envelopes for which the handler returned. Batches hold one topic's events, in order per
    /// key; those of different topics or partitions may be handled side by side. If the handler throws, the batch comes again. Once cancelled no further batch is
    /// given, and the call returns when those in hand are done.
    /// </summary>
    Task ConsumeGroupAsync(
        string group,
        IReadOnlyList<string> topics,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    );

    /// <summary>Reads one topic from a position (null: its end) until cancelled, without a group.</summary>
    /// <exception cref="EventsGoneException">The position is not, or no longer, in the topic: what lies between would be skipped.</exception>
    Task ConsumeFromAsync(
        string topic,
        StreamPosition? from,
        Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
        CancellationToken ct
    );

    /// <summary>The position after the newest event of a topic: what a rebuild notes before it reads the source.</summary>
    Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct);

    /// <summary>
    /// Puts a copy of a dead letter where the broker's users look for it. The letter itself is in the module's table, so a copy that fails is logged and holds nothing up; nor
    /// is there one where the broker has no such place.
    /// </summary>
    Task CopyDeadLetterAsync(DeadLetterCopy letter, CancellationToken ct) => Task.CompletedTask;
}

/// <summary>A reader's place in a topic is before the oldest event kept, or beyond the newest.</summary>
/// <param name="topic">The topic.</param>
public sealed class EventsGoneException(string topic) : Exception($"{topic} no longer has the events at this reader's place.");

/// <summary>An event that a module gave up on, and why.</summary>
/// <param name="Module">The consuming module.</param>
/// <param name="Consumer">The handler, or the module if none could be chosen.</param>
/// <param name="Envelope">As received.</param>
/// <param name="Reason">For the operator.</param>
/// <param name="Attempts">How often it was tried.</param>
public sealed record DeadLetterCopy(string Module, string Consumer, EventEnvelope Envelope, string Reason, int Attempts);

/// <summary>Why an envelope was not acknowledged.</summary>
/// <param name="Reason">For the operator.</param>
/// <param name="Refused">The broker refused this very envelope, which counts as an attempt. Else it could not be reached, or doubt remains: sent again, however long it takes.</param>
public sealed record PublishFailure(string Reason, bool Refused);

/// <summary>Prepares the broker before the host serves: tables of the embedded one, topics of Kafka.</summary>
public interface IBrokerBootstrap
{
    /// <summary>Safe to run by several hosts at once and at each start.</summary>
    Task EnsureAsync(CancellationToken ct);
}
