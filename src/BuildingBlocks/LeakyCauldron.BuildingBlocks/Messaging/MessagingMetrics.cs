using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>Counters of outbox and consumers.</summary>
internal static class MessagingMetrics
{
    private static readonly Counter<long> PublishedCount = Telemetry.Meter.CreateCounter<long>(
        "leaky.outbox.published",
        "{event}",
        "Events acknowledged by the broker"
    );
    private static readonly Counter<long> RefusedCount = Telemetry.Meter.CreateCounter<long>(
        "leaky.outbox.refused",
        "{event}",
        "Events the broker refused"
    );
    private static readonly Histogram<double> Lag = Telemetry.Meter.CreateHistogram<double>(
        "leaky.outbox.lag",
        "s",
        "From the change to the broker's acknowledgement, oldest of a batch"
    );
    private static readonly Counter<long> HandledCount = Telemetry.Meter.CreateCounter<long>(
        "leaky.consumer.handled",
        "{event}",
        "Events handled, by outcome"
    );

    private static readonly Counter<long> FellBehindCount = Telemetry.Meter.CreateCounter<long>(
        "leaky.consumer.fell_behind",
        "{time}",
        "Times a reader had to make its state anew, since events it had not seen were no longer kept"
    );

    public static void FellBehind(string consumer, string topic) => FellBehindCount.Add(1, Tag("consumer", consumer), Tag("topic", topic));

    public static void Published(string module, IReadOnlyList<OutboxRow> sent)
    {
        if (sent.Count > 0)
        {
            PublishedCount.Add(sent.Count, Tag("module", module));
            Lag.Record((TimeProvider.System.GetUtcNow() - sent.Min(r => r.Envelope.Time)).TotalSeconds, Tag("module", module));
        }
    }

    public static void PublishRefused(string module, bool parked) => RefusedCount.Add(1, Tag("module", module), new("parked", parked));

    /// <summary>Outcomes: <c>applied</c>, <c>duplicate</c>, <c>retried</c>, <c>dead</c>.</summary>
    public static void Handled(string module, string outcome, int count = 1)
    {
        if (count > 0)
        {
            HandledCount.Add(count, Tag("module", module), Tag("outcome", outcome));
        }
    }

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
