using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>How far a module's consumers in this process are behind the end of a topic.</summary>
/// <param name="Module">The consuming module.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Events">Events that are there and not yet handled, over the partitions that this process serves.</param>
public sealed record ConsumerLag(string Module, string Topic, long Events);

/// <summary>How far the consumers of this process are from the end of what they read.</summary>
public sealed class ConsumerLags
{
    private readonly ConcurrentDictionary<(string Group, string Topic, int Partition), Func<long>> _lags = new();

    /// <summary>Registers the gauge.</summary>
    public ConsumerLags() =>
        Telemetry.Meter.CreateObservableGauge(
            "leaky.consumer.lag",
            () =>
                Read()
                    .Select(l => new Measurement<long>(
                        l.Events,
                        new KeyValuePair<string, object?>("module", l.Module),
                        new KeyValuePair<string, object?>("topic", l.Topic)
                    )),
            "{event}",
            "Events in the topic that the module has not yet handled, over the partitions served here"
        );

    /// <summary>By module and topic; nothing for what other processes serve.</summary>
    public IReadOnlyList<ConsumerLag> Read() =>
        [
            .. _lags
                .GroupBy(l => (l.Key.Group, l.Key.Topic))
                .Select(g => new ConsumerLag(g.Key.Group, g.Key.Topic, g.Sum(l => Math.Max(0, l.Value())))),
        ];

    /// <summary>The answer is asked for whenever somebody looks; a number below zero is a zero.</summary>
    internal void Follow(string group, string topic, int partition, Func<long> events) => _lags[(group, topic, partition)] = events;

    /// <summary>The partition is served elsewhere from now on.</summary>
    internal void Forget(string group, string topic, int partition) => _lags.TryRemove((group, topic, partition), out _);
}
