using Microsoft.Extensions.Logging;

namespace LeakyCauldron.BuildingBlocks.Messaging.Kafka;

internal sealed class KafkaTransport(
    KafkaSettings settings,
    KafkaProducer producer,
    DeadLetterTopics deadLetters,
    ConsumerLags lags,
    ILoggerFactory loggers
) : IEventTransport
{
    public string Name => "kafka";

    public Task<IReadOnlyList<PublishFailure?>> PublishAsync(IReadOnlyList<EventEnvelope> envelopes, CancellationToken ct) =>
        producer.PublishAsync(envelopes, ct);

    public Task ConsumeGroupAsync(
        string group,
        IReadOnlyList<string> topics,
        Func<IReadOnlyList<EventEnvelope>, CancellationToken, Task> handle,
        CancellationToken ct
    ) => OnOwnThread(() => new KafkaGroup(settings, group, topics, handle, lags, loggers.CreateLogger<KafkaGroup>(), ct).Run());

    public Task ConsumeFromAsync(
        string topic,
        StreamPosition? from,
        Func<IReadOnlyList<EventEnvelope>, StreamPosition, CancellationToken, Task> handle,
        CancellationToken ct
    ) => OnOwnThread(() => new KafkaReader(settings, topic, loggers.CreateLogger<KafkaReader>()).Run(from, handle, ct));

    public async Task<StreamPosition> EndOfAsync(string topic, CancellationToken ct)
    {
        StreamPosition? end = null;
        await OnOwnThread(() => end = new KafkaReader(settings, topic, loggers.CreateLogger<KafkaReader>()).End()).WaitAsync(ct);
        return end!;
    }

    public Task CopyDeadLetterAsync(DeadLetterCopy letter, CancellationToken ct) => deadLetters.CopyAsync(letter, ct);

    /// <summary>librdkafka's consumer blocks; the pool's threads are for others.</summary>
    private static Task OnOwnThread(Action work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
