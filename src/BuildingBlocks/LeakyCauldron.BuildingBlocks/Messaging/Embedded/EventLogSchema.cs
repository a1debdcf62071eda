using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>The tables of the embedded broker, in schema <c>host</c> of the common database.</summary>
internal sealed class EventLogSchema(BrokerDatabase database) : IBrokerBootstrap
{
    private const string Ddl = """
        SELECT pg_advisory_xact_lock(hashtext('leaky-event-log'));
        CREATE SCHEMA IF NOT EXISTS host;
        CREATE TABLE IF NOT EXISTS host.event_log (
            topic text NOT NULL,
            position bigint NOT NULL,
            message_id uuid NOT NULL,
            type text NOT NULL,
            key text NOT NULL,
            version bigint NOT NULL,
            occurred_at timestamptz NOT NULL,
            trace_parent text,
            payload bytea NOT NULL,
            logged_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (topic, position),
            CONSTRAINT ak_event_log_message_id UNIQUE (message_id)
        );
        CREATE TABLE IF NOT EXISTS host.consumer_offsets (
            group_name text NOT NULL,
            topic text NOT NULL,
            next bigint NOT NULL DEFAULT 0,
            owner uuid,
            token bigint NOT NULL DEFAULT 0,
            expires_at timestamptz NOT NULL DEFAULT '-infinity',
            PRIMARY KEY (group_name, topic)
        );
        """;

    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using (var exists = new NpgsqlCommand("SELECT to_regclass('host.consumer_offsets') IS NOT NULL", connection))
        {
            if (await exists.ExecuteScalarAsync(ct) is true)
            {
                return;
            }
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var command = new NpgsqlCommand(Ddl, connection, transaction);
        await command.ExecuteNonQueryAsync(ct);
        await transaction.CommitAsync(ct);
    }
}
