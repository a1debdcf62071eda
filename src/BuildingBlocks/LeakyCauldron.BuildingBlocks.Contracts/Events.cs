namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>
/// Something that happened in a module, told to others. Events carry ids, never personal data. They are written to
/// the module's outbox in the transaction of the change, and read by others through their inbox.
/// </summary>
public interface IIntegrationEvent
{
    /// <summary>
    /// Id of the aggregate that changed, as the API prints it (for a cart an internal id, never the guest's key). It is the message key, so events of one
    /// aggregate keep their order. Implement it explicitly, so that it does not appear in the payload.
    /// </summary>
    string AggregateId { get; }
}

/// <summary>Names an event on the wire, independent of its CLR type.</summary>
/// <param name="name">Without version: <c>orders.order-placed</c>. The first part is the producing module; the topic is <c>orders.events</c>.</param>
/// <param name="version">Major version; a breaking change needs a new type with the next number beside the old one.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class EventAttribute(string name, int version) : Attribute
{
    /// <summary>Name without version.</summary>
    public string Name { get; } = name;

    /// <summary>Major version, from 1.</summary>
    public int Version { get; } = version;

    /// <summary>CloudEvents <c>type</c>: <c>orders.order-placed.v1</c>.</summary>
    public string WireName => $"{Name}.v{Version}";

    /// <summary>Kafka topic: <c>orders.events</c>.</summary>
    public string Topic => $"{Module}.events";

    /// <summary>Producing module, lower case.</summary>
    public string Module => Name[..Name.IndexOf('.', StringComparison.Ordinal)];
}
