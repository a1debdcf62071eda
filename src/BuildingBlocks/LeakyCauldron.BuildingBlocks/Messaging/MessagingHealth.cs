using System.Diagnostics.Metrics;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.BuildingBlocks.Pipeline;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>How one module's outgoing and incoming events stand.</summary>
/// <param name="Module">The module.</param>
/// <param name="Backlog">Events committed and not yet acknowledged by the broker, parked ones included.</param>
/// <param name="OldestAge">Age of the oldest that is not parked; zero if there is none.</param>
/// <param name="Parked">Events the broker refused too often; their keys wait for an operator.</param>
/// <param name="DeadLetters">Events a handler of this module gave up on.</param>
/// <param name="Outage">Why this process cannot send at present, if so.</param>
public sealed record MessagingStatus(string Module, long Backlog, TimeSpan OldestAge, long Parked, long DeadLetters, string? Outage);

/// <summary>Counts backlog, parked events and dead letters of this process's modules: for readiness, operators and gauges.</summary>
public sealed class MessagingHealth
{
    private readonly IReadOnlyList<ModuleDatabase> _databases;
    private readonly OutboxRelays _relays;
    private IReadOnlyList<MessagingStatus> _last = [];

    internal MessagingHealth(IEnumerable<ModuleDatabase> databases, OutboxRelays relays, IEventTransport transport)
    {
        _databases = [.. databases];
        _relays = relays;
        Transport = transport.Name;
        Gauge("leaky.outbox.backlog", "{event}", "Events not yet acknowledged by the broker", s => s.Backlog);
        Gauge("leaky.outbox.oldest", "s", "Age of the oldest event not yet acknowledged", s => s.OldestAge.TotalSeconds);
        Gauge("leaky.outbox.parked", "{event}", "Events that wait for an operator", s => s.Parked);
        Gauge("leaky.consumer.dead_letters", "{event}", "Events that handlers gave up on", s => s.DeadLetters);
    }

    /// <summary><c>kafka</c> or <c>embedded</c>.</summary>
    public string Transport { get; }

    /// <summary>As it is now; one small query a module.</summary>
    public async Task<IReadOnlyList<MessagingStatus>> ReadAsync(CancellationToken ct)
    {
        var all = new List<MessagingStatus>();
        foreach (var database in _databases)
        {
            all.Add(await ReadAsync(database, ct));
        }

        return _last = all;
    }

    private async Task<MessagingStatus> ReadAsync(ModuleDatabase database, CancellationToken ct)
    {
        var schema = database.Module;
        await using var command = database.DataSource.CreateCommand(
            $"""
            SELECT count(*), coalesce(extract(epoch FROM now() - min(occurred_at) FILTER (WHERE parked_at IS NULL)), 0)::double precision,
                   count(*) FILTER (WHERE parked_at IS NOT NULL), (SELECT count(*) FROM {schema}.dead_letters)
            FROM {schema}.outbox_messages
            """
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(
            schema,
            reader.GetInt64(0),
            TimeSpan.FromSeconds(Math.Max(0, reader.GetDouble(1))),
            reader.GetInt64(2),
            reader.GetInt64(3),
            _relays.All.FirstOrDefault(r => r.Schema == schema)?.Outage
        );
    }

    private void Gauge(string name, string unit, string description, Func<MessagingStatus, double> value) =>
        Telemetry.Meter.CreateObservableGauge(
            name,
            () => _last.Select(s => new Measurement<double>(value(s), new KeyValuePair<string, object?>("module", s.Module))),
            unit,
            description
        );
}
