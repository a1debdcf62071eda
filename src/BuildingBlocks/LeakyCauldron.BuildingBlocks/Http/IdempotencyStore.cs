using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>What is known of a key when a call comes.</summary>
internal sealed record IdempotencyState(bool Mine, byte[] Fingerprint, bool Running, string? Result, int? Status, string? Headers, byte[]? Body);

/// <summary>The statements of the idempotency record; time is the database's.</summary>
internal sealed class IdempotencyStore(NpgsqlDataSource dataSource, string schema)
{
    private const string Lease = "interval '8 seconds'";

    /// <summary>Claims the key in one round trip: insert, or take over a dead run, or read what is there.</summary>
    public async Task<IdempotencyState> ClaimAsync(string scope, string key, byte[] fingerprint, Guid token, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            $"""
            WITH claimed AS (
                INSERT INTO {schema}.idempotency_keys AS k (scope, key, fingerprint, token, locked_until, created_at)
                VALUES ($1, $2, $3, $4, now() + {Lease}, now())
                ON CONFLICT (scope, key) DO UPDATE SET
                    token = $4, locked_until = now() + {Lease}, fingerprint = $3,
                    result = CASE WHEN k.created_at < now() - interval '24 hours' THEN NULL ELSE k.result END,
                    response_status = NULL, response_headers = NULL, response_body = NULL,
                    created_at = CASE WHEN k.created_at < now() - interval '24 hours' THEN now() ELSE k.created_at END
                WHERE k.created_at < now() - interval '24 hours'
                   OR (k.response_status IS NULL AND k.locked_until < now() AND k.fingerprint = $3)
                RETURNING true AS mine, fingerprint, false AS running, result, response_status, response_headers, response_body)
            SELECT * FROM claimed
            UNION ALL
            SELECT false, fingerprint, response_status IS NULL, result, response_status, response_headers, response_body
            FROM {schema}.idempotency_keys WHERE scope = $1 AND key = $2 AND NOT EXISTS (SELECT FROM claimed)
            """
        );
        command.Parameters.Add(new() { Value = scope });
        command.Parameters.Add(new() { Value = key });
        command.Parameters.Add(new() { Value = fingerprint });
        command.Parameters.Add(new() { Value = token });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            // The row was inserted by another call after our snapshot, or removed meanwhile: it is being run right now.
            return new(false, fingerprint, true, null, null, null, null);
        }

        return new(
            reader.GetBoolean(0),
            reader.GetFieldValue<byte[]>(1),
            reader.GetBoolean(2),
            reader.IsDBNull(3) ? null : reader.GetString(3),
            reader.IsDBNull(4) ? null : reader.GetInt32(4),
            reader.IsDBNull(5) ? null : reader.GetString(5),
            reader.IsDBNull(6) ? null : reader.GetFieldValue<byte[]>(6)
        );
    }

    public Task RenewAsync(string scope, string key, Guid token, CancellationToken ct) =>
        ExecuteAsync(
            $"UPDATE {schema}.idempotency_keys SET locked_until = now() + {Lease} WHERE scope = $1 AND key = $2 AND token = $3",
            [scope, key, token],
            ct
        );

    public Task CompleteAsync(
        string scope,
        string key,
        Guid token,
        int status,
        IReadOnlyDictionary<string, string> headers,
        byte[] body,
        CancellationToken ct
    ) =>
        ExecuteAsync(
            $"UPDATE {schema}.idempotency_keys SET response_status = $4, response_headers = $5, response_body = $6, result = NULL WHERE scope = $1 AND key = $2 AND token = $3",
            [scope, key, token, status, JsonSerializer.Serialize(headers), body],
            ct
        );

    /// <summary>The run moved nothing: the key is free again. A run that did commit only gives up its lease.</summary>
    public Task ReleaseAsync(string scope, string key, Guid token, bool keep, CancellationToken ct) =>
        ExecuteAsync(
            keep
                ? $"UPDATE {schema}.idempotency_keys SET locked_until = now() WHERE scope = $1 AND key = $2 AND token = $3"
                : $"DELETE FROM {schema}.idempotency_keys WHERE scope = $1 AND key = $2 AND token = $3",
            [scope, key, token],
            ct
        );

    private async Task ExecuteAsync(string sql, object[] values, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(value is byte[] bytes ? new() { Value = bytes, NpgsqlDbType = NpgsqlDbType.Bytea } : new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(ct);
    }
}
