namespace LeakyCauldron.BuildingBlocks.Domain;

/// <summary>Something that happened to an aggregate, in the words of its own module. It never leaves the module.</summary>
public interface IDomainEvent;

/// <summary>
/// The unit of consistency: saved whole, with the events it raised, in one transaction. Concurrent writers of one
/// aggregate are told apart by <see cref="EventVersion"/> and the row's version.
/// </summary>
public abstract class AggregateRoot
{
    private readonly List<IDomainEvent> _raised = [];

    /// <summary>Version 7 UUID.</summary>
    public Guid Id { get; protected set; }

    /// <summary>
    /// Number of integration events published for this aggregate so far; the next event carries this plus one. Only the
    /// outbox interceptor and bulk writers move it.
    /// </summary>
    public long EventVersion { get; internal set; }

    /// <summary>Events raised since the last save, in order.</summary>
    public IReadOnlyList<IDomainEvent> Raised => _raised;

    /// <summary>Called by the outbox interceptor once the events are rows.</summary>
    public void ClearRaised() => _raised.Clear();

    /// <summary>Remembers an event to be published with the next save.</summary>
    protected void Raise(IDomainEvent domainEvent) => _raised.Add(domainEvent);
}
