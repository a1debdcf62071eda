using LeakyCauldron.BuildingBlocks.Persistence;
using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>An event that waits for an operator.</summary>
/// <param name="Module">The module that could not send it, or could not handle it.</param>
/// <param name="Id">What a retry is asked for by: of a parked event its own, of a dead letter the letter's.</param>
/// <param name="MessageId"><c>ce_id</c>.</param>
/// <param name="Consumer">The handler that gave up, or the module if none could be chosen; null for a parked event.</param>
/// <param name="Topic">Where it goes, or came from.</param>
/// <param name="Key">The aggregate.</param>
/// <param name="Type">Wire name.</param>
/// <param name="Version">The aggregate's event counter.</param>
/// <param name="OccurredAt">When the change was made.</param>
/// <param name="StuckSince">When it was parked or given up.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">Why it failed last.</param>
/// <param name="Payload">As committed or received; may hold personal data.</param>
public sealed record StuckEvent(
    string Module,
    Guid Id,
    Guid MessageId,
    string? Consumer,
    string Topic,
    string Key,
    string Type,
    long Version,
    DateTimeOffset OccurredAt,
    DateTimeOffset StuckSince,
    int Attempts,
    string Error,
    ReadOnlyMemory<byte> Payload
);

/// <summary>Lists parked events and dead letters of this process's modules, newest first, by keyset of their ids.</summary>
public sealed class StuckEvents
{
    private readonly IReadOnlyList<ModuleDatabase> _databases;

    internal StuckEvents(IEnumerable<ModuleDatabase> databases) => _databases = [.. databases];

    /// <summary>Modules that can be asked for.</summary>
    public IEnumerable<string> Modules => _databases.Select(d => d.Module);

    /// <summary>Events that the broker refused too often, of one module or all, older than <paramref name="before"/>.</summary>
    public Task<IReadOnlyList<StuckEvent>> ParkedAsync(string? module, Guid? before, int limit, CancellationToken ct) =>
        ListAsync(
            module,
            schema =>
                $"""
                    SELECT id, id, NULL, NULL, key, type, version, occurred_at, parked_at, attempts, coalesce(error, ''), payload
                    FROM {schema}.outbox_messages WHERE parked_at IS NOT NULL AND ($1::uuid IS NULL OR id < $1) ORDER BY id DESC LIMIT $2
                    """,
            before,
            limit,
            ct
        );

    /// <summary>Events that a handler gave up on, of one module or all, older than <paramref name="before"/>.</summary>
    public Task<IReadOnlyList<StuckEvent>> DeadLettersAsync(string? module, Guid? before, int limit, CancellationToken ct) =>
        ListAsync(
            module,
            schema =>
                $"""
                    SELECT id, message_id, consumer, topic, key, type, version, occurred_at, dead_at, attempts, error, payload
                    FROM {schema}.dead_letters WHERE $1::uuid IS NULL OR id < $1 ORDER BY id DESC LIMIT $2
                    """,
            before,
            limit,
            ct
        );

    private async Task<IReadOnlyList<StuckEvent>> ListAsync(string? module, Func<string, string> sql, Guid? before, int limit, CancellationToken ct)
    {
        var all = new List<StuckEvent>();
        foreach (var database in _databases.Where(d => module is null || d.Module == module))
        {
            await using var command = database.DataSource.CreateCommand(sql(database.Module));
            command.Parameters.Add(new() { Value = before is { } id ? id : DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
            command.Parameters.Add(new() { Value = limit });
            await using var reader = await command.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                all.Add(Read(database.Module, reader));
            }
        }

        // As Postgres compares them, which is not how Guid does.
        return [.. all.OrderByDescending(e => e.Id.ToString(), StringComparer.Ordinal).Take(limit)];
    }

    private static StuckEvent Read(string module, NpgsqlDataReader reader)
    {
        var type = reader.GetString(5);
        return new(
            module,
            reader.GetGuid(0),
            reader.GetGuid(1),
            reader.IsDBNull(2) ? null : reader.GetString(2),
            reader.IsDBNull(3) ? EventNames.Topic(type) : reader.GetString(3),
            reader.GetString(4),
            type,
            reader.GetInt64(6),
            reader.GetFieldValue<DateTimeOffset>(7),
            reader.GetFieldValue<DateTimeOffset>(8),
            reader.GetInt32(9),
            reader.GetString(10),
            reader.GetFieldValue<byte[]>(11)
        );
    }
}
