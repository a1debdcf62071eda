using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>An event and its place in its topic.</summary>
internal readonly record struct LoggedEvent(long Position, EventEnvelope Envelope);

/// <summary>The log's statements.</summary>
internal sealed class EventLog(BrokerDatabase database)
{
    private const string Columns = "message_id, type, key, version, occurred_at, trace_parent, payload";

    private const string AppendSql = $"""
        INSERT INTO host.event_log (topic, position, {Columns})
        SELECT $1, coalesce((SELECT max(position) FROM host.event_log WHERE topic = $1), -1) + row_number() OVER (ORDER BY e.ordinality),
               e.message_id, e.type, e.key, e.version, e.occurred_at, e.trace_parent, e.payload
        FROM unnest($2::uuid[], $3::text[], $4::text[], $5::bigint[], $6::timestamptz[], $7::text[], $8::bytea[])
             WITH ORDINALITY AS e ({Columns}, ordinality)
        WHERE NOT EXISTS (SELECT FROM host.event_log l WHERE l.message_id = e.message_id)
        """;

    private const string ReadSql = $"SELECT position, {Columns} FROM host.event_log WHERE topic = $1 AND position >= $2 ORDER BY position LIMIT $3";

    /// <summary>
    /// Appends to one topic, all or nothing, leaving out what is there already; answers the topic's end. Positions are given under a lock that is held until the
    /// commit, so whoever sees a position has seen all before it.
    /// </summary>
    public async Task<long> AppendAsync(string topic, IReadOnlyCollection<EventEnvelope> events, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);

        // One implicit transaction; each statement sees what was committed before it began, the second therefore all that the lock has waited for.
        batch.BatchCommands.Add(
            new("SELECT pg_advisory_xact_lock(hashtext('leaky-event-log'), hashtext($1))") { Parameters = { new() { Value = topic } } }
        );
        batch.BatchCommands.Add(
            new(AppendSql)
            {
                Parameters =
                {
                    new() { Value = topic },
                    new() { Value = events.Select(e => e.Id).ToArray() },
                    new() { Value = events.Select(e => e.Type).ToArray() },
                    new() { Value = events.Select(e => e.Key).ToArray() },
                    new() { Value = events.Select(e => e.Version).ToArray() },
                    new() { Value = events.Select(e => e.Time.ToUniversalTime()).ToArray() },
                    new() { Value = events.Select(e => e.TraceParent).ToArray() },
                    new() { Value = events.Select(e => e.Data).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
                },
            }
        );
        batch.BatchCommands.Add(End([topic]));
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetInt64(1);
    }

    /// <summary>Events from a position on.</summary>
    public async Task<List<LoggedEvent>> ReadAsync(string topic, long from, int limit, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(ReadSql, connection)
        {
            Parameters =
            {
                new() { Value = topic },
                new() { Value = from },
                new() { Value = limit },
            },
        };
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<LoggedEvent>();
        while (await reader.ReadAsync(ct))
        {
            var envelope = new EventEnvelope
            {
                Topic = topic,
                Id = reader.GetGuid(1),
                Type = reader.GetString(2),
                Key = reader.GetString(3),
                Version = reader.GetInt64(4),
                Time = reader.GetFieldValue<DateTimeOffset>(5),
                TraceParent = reader.IsDBNull(6) ? null : reader.GetString(6),
                Data = reader.GetFieldValue<byte[]>(7),
            };
            events.Add(new(reader.GetInt64(0), envelope));
        }

        return events;
    }

    /// <summary>The position after the newest event, per topic.</summary>
    public async Task<Dictionary<string, long>> EndsAsync(string[] topics, CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { End(topics) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var ends = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            ends[reader.GetString(0)] = reader.GetInt64(1);
        }

        return ends;
    }

    /// <summary>
    /// Deletes a bounded number of events that are old and that every group has read; the newest stays, for the next position follows from it.
    /// </summary>
    public async Task<int> TrimAsync(string topic, TimeSpan keep, int limit, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            """
            DELETE FROM host.event_log
            WHERE topic = $1
              AND position < (SELECT max(position) FROM host.event_log WHERE topic = $1)
              AND position < (SELECT coalesce(min(next), 9223372036854775807) FROM host.consumer_offsets WHERE topic = $1)
              AND position IN (SELECT position FROM host.event_log WHERE topic = $1 ORDER BY position LIMIT $3)
              AND logged_at < now() - $2
            """
        );
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = keep });
        command.Parameters.Add(new() { Value = limit });
        return await command.ExecuteNonQueryAsync(ct);
    }

    private static NpgsqlBatchCommand End(string[] topics) =>
        new(
            "SELECT t.topic, coalesce((SELECT max(l.position) FROM host.event_log l WHERE l.topic = t.topic), -1) + 1 FROM unnest($1::text[]) AS t (topic)"
        )
        {
            Parameters = { new() { Value = topics } },
        };
}
