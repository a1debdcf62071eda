using System.Collections.Frozen;
using System.Diagnostics;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Outbox;

/// <summary>
/// The buckets of one schema that this relay may send. A relay is alive while its one row is renewed; its buckets are free once it is not. Each takes its share
/// of the buckets by the number of living relays. Time is the database's alone.
/// </summary>
internal sealed class OutboxLeases(string schema, NpgsqlDataSource dataSource, OutboxOptions options) : IDisposable
{
    private readonly string _renew = $"""
        INSERT INTO {schema}.outbox_relays AS r (id, expires_at) VALUES ($1, now() + $2)
        ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at
        """;

    private readonly string _count = $"SELECT count(*) FROM {schema}.outbox_relays WHERE expires_at > now()";

    private readonly string _claim = $"""
        INSERT INTO {schema}.outbox_leases AS l (bucket, owner, token)
        SELECT b.bucket, $1, 1
        FROM generate_series(0, {MessagingTables.Buckets - 1}) AS b (bucket)
        LEFT JOIN {schema}.outbox_leases x ON x.bucket = b.bucket
        WHERE x.bucket IS NULL OR NOT EXISTS (SELECT FROM {schema}.outbox_relays r WHERE r.id = x.owner AND r.expires_at > now())
        ORDER BY b.bucket
        LIMIT greatest(0, (SELECT ceil({MessagingTables.Buckets}.0 / greatest(1, count(*))) FROM {schema}.outbox_relays WHERE expires_at > now())
                          - (SELECT count(*) FROM {schema}.outbox_leases WHERE owner = $1))
        ON CONFLICT (bucket) DO UPDATE SET owner = $1, token = l.token + 1
        WHERE NOT EXISTS (SELECT FROM {schema}.outbox_relays r WHERE r.id = l.owner AND r.expires_at > now())
        """;

    private readonly string _owned = $"SELECT bucket, token FROM {schema}.outbox_leases WHERE owner = $1";

    private readonly SemaphoreSlim _gate = new(1, 1);
    private long _renewedAt;
    private int _relays = 1;

    /// <summary>This relay.</summary>
    public Guid Owner { get; } = Guid.CreateVersion7();

    /// <summary>Token by bucket.</summary>
    public FrozenDictionary<short, long> Owned { get; private set; } = FrozenDictionary<short, long>.Empty;

    /// <summary>False once the last renewal is so old that others may have taken over.</summary>
    public bool Fresh => _renewedAt != 0 && Stopwatch.GetElapsedTime(_renewedAt) < options.Lease;

    /// <summary>True if other relays take part.</summary>
    public bool Shared => _relays > 1;

    /// <summary>Buckets beyond this relay's share.</summary>
    public int Surplus => Math.Max(0, Owned.Count - (int)Math.Ceiling(MessagingTables.Buckets / (double)_relays));

    /// <summary>Renews, counts, claims what is free up to the share. True if the buckets changed.</summary>
    public async Task<bool> RenewAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var asked = Stopwatch.GetTimestamp();
            var owned = await RenewAndClaimAsync(ct);
            _renewedAt = asked;
            var changed = owned.Count != Owned.Count || owned.Any(o => !Owned.TryGetValue(o.Key, out var token) || token != o.Value);
            Owned = changed ? owned.ToFrozenDictionary() : Owned;
            return changed;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Gives up what is beyond the share, between two batches, when nothing of it is on its way.</summary>
    public async Task ReleaseSurplusAsync(CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            var give = Owned.Keys.OrderDescending().Take(Surplus).ToArray();
            await using var command = dataSource.CreateCommand($"UPDATE {schema}.outbox_leases SET owner = $2 WHERE owner = $1 AND bucket = ANY($3)");
            command.Parameters.Add(new() { Value = Owner });
            command.Parameters.Add(new() { Value = Guid.Empty });
            command.Parameters.Add(new() { Value = give });
            await command.ExecuteNonQueryAsync(ct);
            Owned = Owned.Where(o => !give.Contains(o.Key)).ToFrozenDictionary();
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Leaves at once, so that others need not wait for the lease to run out.</summary>
    public async Task LeaveAsync()
    {
        Owned = FrozenDictionary<short, long>.Empty;
        await using var command = dataSource.CreateCommand(
            $"""
            WITH gone AS (DELETE FROM {schema}.outbox_relays WHERE id = $1 OR expires_at < now() - interval '1 hour')
            UPDATE {schema}.outbox_leases SET owner = $2 WHERE owner = $1
            """
        );
        command.Parameters.Add(new() { Value = Owner });
        command.Parameters.Add(new() { Value = Guid.Empty });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public void Dispose() => _gate.Dispose();

    private async Task<Dictionary<short, long>> RenewAndClaimAsync(CancellationToken ct)
    {
        await using var connection = await dataSource.OpenConnectionAsync(ct);
        if (_renewedAt == 0)
        {
            // Others must see this relay alive before they see it own a bucket, else they would take it away.
            await using var join = new NpgsqlCommand(_renew, connection)
            {
                Parameters =
                {
                    new() { Value = Owner },
                    new() { Value = options.Lease },
                },
            };
            await join.ExecuteNonQueryAsync(ct);
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);

        // A renewal that a crash of the database forgets is only a lease that ran out.
        batch.BatchCommands.Add(new("SET LOCAL synchronous_commit = off"));
        batch.BatchCommands.Add(
            new(_renew)
            {
                Parameters =
                {
                    new() { Value = Owner },
                    new() { Value = options.Lease },
                },
            }
        );
        batch.BatchCommands.Add(new(_claim) { Parameters = { new() { Value = Owner } } });
        batch.BatchCommands.Add(new(_count));
        batch.BatchCommands.Add(new(_owned) { Parameters = { new() { Value = Owner } } });
        var owned = new Dictionary<short, long>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            _relays = (int)reader.GetInt64(0);
            await reader.NextResultAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                owned.Add(reader.GetInt16(0), reader.GetInt64(1));
            }
        }

        await transaction.CommitAsync(ct);
        return owned;
    }
}
