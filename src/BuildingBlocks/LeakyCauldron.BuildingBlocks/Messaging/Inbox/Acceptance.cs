using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Tells an event that some handler may want from one that nobody can ever handle here, which is put aside at once.</summary>
internal sealed class Acceptance(ModuleModel model)
{
    private readonly Lazy<HashSet<string>> _known = new(() =>
        model.Events.Keys.Concat(model.Subscriptions.Select(s => s.WireName)).ToHashSet(StringComparer.Ordinal)
    );

    /// <summary>Why it is not accepted; null if it is. An event that is known but that this module does not want is accepted, and passed over.</summary>
    public string? ObjectionTo(EventEnvelope envelope) =>
        envelope.Defect
        ?? (
            !_known.Value.Contains(envelope.Type) ? Unknown(envelope.Type)
            : EventNames.Topic(envelope.Type) != envelope.Topic
                ? $"{envelope.Type} belongs to {EventNames.Topic(envelope.Type)}, not to {envelope.Topic}"
            : envelope.Data.Length > EventEnvelope.MaxDataBytes
                ? $"the payload has {envelope.Data.Length} bytes, more than {EventEnvelope.MaxDataBytes}"
            : null
        );

    private string Unknown(string type)
    {
        var name = EventNames.WithoutVersion(type);
        var versions = _known.Value.Where(known => EventNames.WithoutVersion(known) == name).Order(StringComparer.Ordinal).ToArray();
        return versions.Length == 0 ? $"event type {type} is unknown here" : $"{type} is not a version known here: {string.Join(", ", versions)}";
    }
}
