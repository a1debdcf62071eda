using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Inbox;

/// <summary>Inbox and dead letters of one schema.</summary>
internal static class InboxStore
{
    /// <summary>Marks deliveries as handled, inside the open transaction; answers those that were not yet.</summary>
    public static async Task<HashSet<(Guid, string)>> TakeAsync(DbContext db, string schema, IReadOnlyList<Delivery> deliveries, CancellationToken ct)
    {
        // In one order everywhere, so that two who deliver the same do not wait for each other.
        var sql = $"""
            INSERT INTO {schema}.inbox_messages (message_id, consumer)
            SELECT m.message_id, m.consumer FROM unnest($1::uuid[], $2::text[]) AS m (message_id, consumer) ORDER BY 1, 2
            ON CONFLICT DO NOTHING
            RETURNING message_id, consumer
            """;
        await using var command = new NpgsqlCommand(
            sql,
            (NpgsqlConnection)db.Database.GetDbConnection(),
            (NpgsqlTransaction?)db.Database.CurrentTransaction?.GetDbTransaction()
        );
        command.Parameters.Add(new() { Value = deliveries.Select(d => d.Envelope.Id).ToArray() });
        command.Parameters.Add(new() { Value = deliveries.Select(d => d.Consumer).ToArray() });
        await using var reader = await command.ExecuteReaderAsync(ct);
        var taken = new HashSet<(Guid, string)>();
        while (await reader.ReadAsync(ct))
        {
            taken.Add((reader.GetGuid(0), reader.GetString(1)));
        }

        return taken;
    }

    /// <summary>Puts a message aside; once a message and consumer.</summary>
    public static async Task BuryAsync(
        NpgsqlDataSource dataSource,
        string schema,
        EventEnvelope envelope,
        string consumer,
        string error,
        int attempts,
        CancellationToken ct
    )
    {
        await using var command = dataSource.CreateCommand(
            $"""
            INSERT INTO {schema}.dead_letters AS d
                (id, message_id, consumer, topic, key, type, version, occurred_at, trace_parent, payload, error, attempts, dead_at)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now())
            ON CONFLICT (message_id, consumer) DO UPDATE SET error = excluded.error, attempts = d.attempts + excluded.attempts, dead_at = now()
            """
        );
        object?[] values =
        [
            Guid.CreateVersion7(),
            envelope.Id,
            consumer,
            envelope.Topic,
            Storable(envelope.Key),
            Storable(envelope.Type),
            envelope.Version,
            envelope.Time.ToUniversalTime(),
            envelope.TraceParent is { } parent ? Storable(parent) : null,
            envelope.Data.ToArray(),
            Storable(error.Length > 8000 ? error[..8000] : error),
            attempts,
        ];
        foreach (var value in values)
        {
            command.Parameters.Add(
                value is null ? new() { Value = DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text } : new() { Value = value }
            );
        }

        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>
    /// Without what Postgres's text cannot hold: NUL and halves of surrogate pairs. Strangers' records may have both in keys and headers, and one that could not be
    /// put aside would hold up its partition for ever.
    /// </summary>
    private static string Storable(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)).Replace('\0', '\uFFFD');
}
