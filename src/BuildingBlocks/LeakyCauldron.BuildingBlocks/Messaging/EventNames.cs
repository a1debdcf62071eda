using System.Collections.Concurrent;
using System.Reflection;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>What follows from an event's wire name.</summary>
internal static class EventNames
{
    private static readonly ConcurrentDictionary<Type, EventAttribute> Attributes = new();

    public static string WireName(Type eventType) =>
        Attributes
            .GetOrAdd(
                eventType,
                static t => t.GetCustomAttribute<EventAttribute>() ?? throw new InvalidOperationException($"{t.Name} has no [Event] name.")
            )
            .WireName;

    /// <summary><c>orders</c> of <c>orders.order-placed.v1</c>.</summary>
    public static string Producer(string wireName) => wireName.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? wireName[..dot] : wireName;

    public static string Topic(string wireName) => $"{Producer(wireName)}.events";

    /// <summary><c>orders.order-placed</c> of <c>orders.order-placed.v1</c>.</summary>
    public static string WithoutVersion(string wireName) =>
        wireName.LastIndexOf(".v", StringComparison.Ordinal) is > 0 and var v ? wireName[..v] : wireName;

    /// <summary>Where Kafka keeps copies of what a module gave up on.</summary>
    public static string DeadLetterTopic(string module) => $"{module}.dead-letter";
}
