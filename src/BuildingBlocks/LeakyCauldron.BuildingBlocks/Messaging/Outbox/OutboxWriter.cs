using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

internal sealed class OutboxWriter(OutboxSignals signals, TimeProvider time) : IOutboxWriter
{
    public async Task AppendAsync(
        NpgsqlConnection connection,
        string schema,
        IReadOnlyCollection<(IIntegrationEvent Event, long Version)> events,
        CancellationToken ct
    )
    {
        if (events.Count == 0)
        {
            return;
        }

        var now = time.GetUtcNow();
        await using var copy = await connection.BeginBinaryImportAsync(
            $"COPY {schema}.outbox_messages (id, bucket, key, version, type, payload, occurred_at, trace_parent, attempts) FROM STDIN (FORMAT BINARY)",
            ct
        );
        foreach (var (@event, version) in events)
        {
            var row = OutboxRows.Create(@event, version, now);
            await copy.StartRowAsync(ct);
            await copy.WriteAsync(row.Id, NpgsqlDbType.Uuid, ct);
            await copy.WriteAsync(row.Bucket, NpgsqlDbType.Smallint, ct);
            await copy.WriteAsync(row.Key, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Version, NpgsqlDbType.Bigint, ct);
            await copy.WriteAsync(row.Type, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.Payload, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(row.OccurredAt, NpgsqlDbType.TimestampTz, ct);
            await copy.WriteAsync(row.TraceParent, NpgsqlDbType.Text, ct);
            await copy.WriteAsync(0, NpgsqlDbType.Integer, ct);
        }

        await copy.CompleteAsync(ct);
    }

    public void Wake(string schema) => signals.Wake(schema);
}
