namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>One event on its way: CloudEvents 1.0 attributes and the JSON payload, the same on every transport.</summary>
public sealed record EventEnvelope
{
    /// <summary>Largest payload that is published or handled, in bytes: what Kafka's brokers accept by default, less room for key and headers.</summary>
    public const int MaxDataBytes = 950_000;

    /// <summary><c>ce_id</c>: unique; consumers deduplicate by it.</summary>
    public required Guid Id { get; init; }

    /// <summary><c>ce_type</c>, such as <c>orders.order-placed.v1</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Topic, such as <c>orders.events</c>.</summary>
    public required string Topic { get; init; }

    /// <summary>Message key and <c>ce_subject</c>: the aggregate's id. Order holds per key.</summary>
    public required string Key { get; init; }

    /// <summary><c>ce_version</c>: 1, 2, 3, … without a gap over this aggregate's events.</summary>
    public required long Version { get; init; }

    /// <summary><c>ce_time</c>: when the change was made.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>W3C trace context of the change.</summary>
    public string? TraceParent { get; init; }

    /// <summary>UTF-8 JSON.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Why the record is not a readable event, if it is not; consumers put it aside at once.</summary>
    public string? Defect { get; init; }

    /// <summary>The record it was read from, if it came by Kafka: a dead letter keeps all that was sent.</summary>
    internal Confluent.Kafka.ConsumeResult<byte[], byte[]>? Record { get; init; }
}

/// <summary>What a handler may want to know about the event besides its payload.</summary>
/// <param name="MessageId">The event's id, the same at each delivery.</param>
/// <param name="AggregateId">The message key.</param>
/// <param name="Version">The aggregate's event counter; a handler that keeps state compares it, for deliveries may repeat or arrive late.</param>
/// <param name="OccurredAt">When the change was made.</param>
public sealed record EventContext(Guid MessageId, string AggregateId, long Version, DateTimeOffset OccurredAt);

/// <summary>
/// Handles an event once per module: in one transaction with its inbox row and with whatever it saves through the module's
/// DbContext. It must not call other modules (the transaction is open); it writes down the step instead.
/// </summary>
public interface IEventHandler<in TEvent>
    where TEvent : IIntegrationEvent
{
    /// <summary>Applies the effect. An exception rolls back and the event is tried again, then dead-lettered.</summary>
    Task HandleAsync(TEvent @event, EventContext context, CancellationToken ct);
}

/// <summary>
/// Reads a topic in every process that has the module, from a position of its own and without an inbox: for embedded
/// indexes, caches and live streams. It must be idempotent by the events' versions.
/// </summary>
public interface IEverywhereConsumer
{
    /// <summary>Where to start; null means at the end (only what comes from now on).</summary>
    Task<StreamPosition?> StartFromAsync(string topic, CancellationToken ct);

    /// <summary>Applies a batch in order; <paramref name="reached"/> is what to remember with the effect. An exception repeats the batch.</summary>
    Task HandleAsync(string topic, IReadOnlyList<EventEnvelope> batch, StreamPosition reached, CancellationToken ct);

    /// <summary>
    /// Events that it has not seen are no longer kept: it loads anew what it keeps, from the source, or drops it. The answer is where to go on, noted before the source was
    /// read; null is the end as it was before this call. An exception repeats the call.
    /// </summary>
    Task<StreamPosition?> RebuildAsync(string topic, CancellationToken ct);
}

/// <summary>
/// Takes events once per module, however many processes have it, in batches that keep the order of each key. There is no inbox: the effect is outside the database,
/// such as a search server, and must be idempotent by the events' versions.
/// </summary>
public interface IBatchConsumer
{
    /// <summary>Applies a batch in order. An exception repeats it, for as long as that lasts.</summary>
    Task HandleAsync(IReadOnlyList<EventEnvelope> batch, CancellationToken ct);
}

/// <summary>Next offset to read, per partition. The embedded broker has one partition, 0.</summary>
public sealed record StreamPosition(IReadOnlyDictionary<int, long> Next)
{
    /// <summary>From the oldest event kept.</summary>
    public static StreamPosition Beginning { get; } = new(new Dictionary<int, long>());
}
