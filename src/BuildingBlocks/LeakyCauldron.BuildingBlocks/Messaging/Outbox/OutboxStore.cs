using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>A row as the relay sees it. <paramref name="First"/> is the lowest unsent version of its key.</summary>
internal sealed record OutboxRow(short Bucket, int Attempts, long First, EventEnvelope Envelope);

/// <summary>What has become of a batch and is still to be written down.</summary>
internal sealed class OutboxOutcome(IReadOnlyDictionary<short, long> held)
{
    /// <summary>Tokens of the buckets as they were when the batch was read.</summary>
    public IReadOnlyDictionary<short, long> Held { get; } = held;

    public List<OutboxRow> Sent { get; } = [];

    public List<(OutboxRow Row, string Reason, TimeSpan Wait, bool Park)> Refused { get; } = [];

    public bool IsEmpty => Sent.Count == 0 && Refused.Count == 0;
}

/// <summary>A batch on its way to the broker. What is published tells why, if the broker could not be reached.</summary>
internal sealed record OutboxFlight(Task<string?> Publishing, OutboxOutcome Outcome, HashSet<short> Buckets, bool Full);

/// <summary>The relay's statements on one schema. All that change rows compare the lease's token.</summary>
internal sealed class OutboxStore(string schema, NpgsqlDataSource dataSource, Guid owner)
{
    private const string Columns = "o.id, o.bucket, o.key, o.version, o.type, o.payload, o.occurred_at, o.trace_parent, o.attempts";

    /// <summary>Asked once a key, not once a row, and not for a key whose first version was read.</summary>
    private readonly string _withFirst = $"""
        , firsts AS (
            SELECT key, CASE WHEN min(version) = 1 THEN 1 ELSE (SELECT min(f.version) FROM {schema}.outbox_messages f WHERE f.key = due.key) END AS first
            FROM due GROUP BY key)
        SELECT due.*, firsts.first FROM due JOIN firsts USING (key)
        """;

    /// <summary>Writes down the outcome of the last batch and reads the next, in one round trip. Null if something of the last was no longer ours to write down.</summary>
    public async Task<List<OutboxRow>?> NextAsync(short[] buckets, int limit, OutboxOutcome? last, CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        if (last is not null)
        {
            Settle(batch, last);
        }

        batch.BatchCommands.Add(Select(buckets, limit));
        var rows = await ReadAsync(batch, ct);
        if (last?.Sent.Count > 0 && batch.BatchCommands[0].RecordsAffected < last.Sent.Count)
        {
            return null;
        }

        // The order of insertion may have put a key's first version beyond the limit: it is fetched, else the key could wait for ever.
        var read = rows.Select(r => (r.Envelope.Key, r.Envelope.Version)).ToHashSet();
        var headless = rows.Where(r => !read.Contains((r.Envelope.Key, r.First)))
            .Select(r => r.Envelope.Key)
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        if (headless.Length > 0)
        {
            await using var heads = new NpgsqlBatch(connection) { BatchCommands = { SelectHeads(headless, limit) } };
            var more = await ReadAsync(heads, ct);
            rows.AddRange(more.Where(r => !read.Contains((r.Envelope.Key, r.Envelope.Version))));
        }

        return rows;
    }

    private static async Task<List<OutboxRow>> ReadAsync(NpgsqlBatch batch, CancellationToken ct)
    {
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var rows = new List<OutboxRow>();
        while (await reader.ReadAsync(ct))
        {
            var type = reader.GetString(4);
            var envelope = new EventEnvelope
            {
                Id = reader.GetGuid(0),
                Key = reader.GetString(2),
                Version = reader.GetInt64(3),
                Type = type,
                Topic = EventNames.Topic(type),
                Data = reader.GetFieldValue<byte[]>(5),
                Time = reader.GetFieldValue<DateTimeOffset>(6),
                TraceParent = reader.IsDBNull(7) ? null : reader.GetString(7),
            };
            rows.Add(new(reader.GetInt16(1), reader.GetInt32(8), reader.GetInt64(9), envelope));
        }

        return rows;
    }

    /// <summary>Writes down an outcome without reading on.</summary>
    public async Task SettleAsync(OutboxOutcome outcome, CancellationToken ct)
    {
        if (outcome.IsEmpty)
        {
            return;
        }

        await using var connection = await dataSource.OpenConnectionAsync(ct);
        await using var batch = new NpgsqlBatch(connection);
        Settle(batch, outcome);
        await batch.ExecuteNonQueryAsync(ct);
    }

    private void Settle(NpgsqlBatch batch, OutboxOutcome outcome)
    {
        // Only buckets that were owned when they were read and still are; the rest is the new owner's.
        if (outcome.Sent.Count > 0)
        {
            // The buckets are an array, worked out once: joined with, the planner looks all ids up again for each of them.
            batch.BatchCommands.Add(
                new(
                    $"""
                    DELETE FROM {schema}.outbox_messages m
                    WHERE m.id = ANY($1) AND m.bucket = ANY (ARRAY(
                        SELECT l.bucket
                        FROM {schema}.outbox_leases l
                        JOIN unnest($2::smallint[], $3::bigint[]) AS held (bucket, token) ON held.bucket = l.bucket AND held.token = l.token
                        WHERE l.owner = $4))
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = outcome.Sent.Select(r => r.Envelope.Id).ToArray() },
                        new() { Value = outcome.Held.Keys.ToArray() },
                        new() { Value = outcome.Held.Values.ToArray() },
                        new() { Value = owner },
                    },
                }
            );
        }

        foreach (var (row, reason, wait, park) in outcome.Refused)
        {
            batch.BatchCommands.Add(
                new(
                    $"""
                    UPDATE {schema}.outbox_messages m
                    SET attempts = attempts + 1, error = $2, next_attempt_at = now() + $3, parked_at = CASE WHEN $4 THEN now() END
                    FROM {schema}.outbox_leases l
                    WHERE m.id = $1 AND l.bucket = m.bucket AND l.owner = $5 AND l.token = $6
                    """
                )
                {
                    Parameters =
                    {
                        new() { Value = row.Envelope.Id },
                        new() { Value = reason.Length > 2000 ? reason[..2000] : reason },
                        new() { Value = wait },
                        new() { Value = park },
                        new() { Value = owner },
                        new() { Value = outcome.Held[row.Bucket] },
                    },
                }
            );
        }
    }

    /// <summary>
    /// Due rows, bucket by bucket in order of insertion, without those behind a parked or waiting row of their key. The order of insertion may differ from that of
    /// the versions, so each row says where its key begins.
    /// </summary>
    private NpgsqlBatchCommand Select(short[] buckets, int limit)
    {
        // Each turn begins with another bucket, so that a long backlog in one does not keep the others waiting. The limit is part of the text: a plan made for an
        // empty table is not used for a full one.
        Random.Shared.Shuffle(buckets);
        return new(
            $"""
            WITH due AS MATERIALIZED (
            SELECT o.* FROM unnest($1::smallint[]) AS b (bucket)
            CROSS JOIN LATERAL (
                SELECT {Columns} FROM {schema}.outbox_messages o
                WHERE o.bucket = b.bucket AND o.parked_at IS NULL AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= now())
                  AND NOT EXISTS (
                      SELECT FROM {schema}.outbox_messages w
                      WHERE w.key = o.key AND w.version < o.version
                        AND (w.parked_at IS NOT NULL OR w.next_attempt_at IS NOT NULL)
                        AND (w.parked_at IS NOT NULL OR w.next_attempt_at > now()))
                ORDER BY o.sequence
                LIMIT {limit}
            ) o
            LIMIT {limit})
            {_withFirst}
            """
        )
        {
            Parameters =
            {
                new() { Value = buckets, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Smallint },
            },
        };
    }

    private NpgsqlBatchCommand SelectHeads(string[] keys, int limit) =>
        new(
            $"""
            WITH due AS MATERIALIZED (
            SELECT {Columns}
            FROM {schema}.outbox_messages o
            WHERE o.key = ANY($1) AND o.parked_at IS NULL AND (o.next_attempt_at IS NULL OR o.next_attempt_at <= now())
            ORDER BY o.key, o.version
            LIMIT {limit})
            {_withFirst}
            """
        )
        {
            Parameters = { new() { Value = keys } },
        };
}
