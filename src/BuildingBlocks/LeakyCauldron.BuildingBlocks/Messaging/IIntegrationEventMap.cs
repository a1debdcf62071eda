using LeakyCauldron.BuildingBlocks.Domain;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>A module's one switch from its domain events to what it tells others.</summary>
public interface IIntegrationEventMap
{
    /// <summary>The integration event for a domain event, or null if nobody outside needs to know.</summary>
    IIntegrationEvent? Map(AggregateRoot aggregate, IDomainEvent domainEvent);
}

/// <summary>
/// Writes events of changes that do not go through EF (COPY, one-statement updates), inside the caller's transaction. The caller moves the aggregate's event
/// counter in the same transaction and passes the resulting version.
/// </summary>
public interface IOutboxWriter
{
    /// <summary>Appends rows to <c>{schema}.outbox_messages</c> by COPY; many thousands a call are fine. The relay is woken by <see cref="Wake"/> after the commit.</summary>
    Task AppendAsync(
        Npgsql.NpgsqlConnection connection,
        string schema,
        IReadOnlyCollection<(IIntegrationEvent Event, long Version)> events,
        CancellationToken ct
    );

    /// <summary>Tells the relay of this process that a commit has put rows into the module's outbox.</summary>
    void Wake(string schema);
}
