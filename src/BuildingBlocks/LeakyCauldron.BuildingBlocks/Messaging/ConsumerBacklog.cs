namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>What a module's <c>once</c> handlers have yet to handle of one topic, in all processes together.</summary>
/// <param name="Group">The consumer group, which is the module.</param>
/// <param name="Topic">The topic.</param>
/// <param name="Behind">Events kept by the broker beyond the group's offsets.</param>
public sealed record ConsumerBacklog(string Group, string Topic, long Behind);

/// <summary>Asks the broker how far groups are, so that it is known even where nobody consumes; fails if it does not answer.</summary>
internal interface IConsumerBacklogs
{
    Task<IReadOnlyList<ConsumerBacklog>> ReadAsync(IReadOnlyList<(string Group, string Topic)> consumers, CancellationToken ct);
}

/// <summary>The broker cannot tell at present.</summary>
internal sealed class BrokerAwayException(string message, Exception inner) : Exception(message, inner);
