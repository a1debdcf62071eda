using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.Extensions.Configuration;
using Npgsql;
using NpgsqlTypes;

namespace LeakyCauldron.BuildingBlocks.Http.Audit;

/// <summary>A staff write: who, what, when, and what it changed.</summary>
/// <param name="Id">Grows with time.</param>
/// <param name="At">When it began.</param>
/// <param name="ActorId">The person.</param>
/// <param name="ClientId">The program they used.</param>
/// <param name="Operation">Its operationId in the API document.</param>
/// <param name="Module">The module that did it.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Path">What it was done to.</param>
/// <param name="Status">The answer's; null if the process died on the way, and for as long as it runs.</param>
/// <param name="TraceId">Where the traces of it are.</param>
/// <param name="Request">The body, if it was short JSON, without secrets and personal data.</param>
/// <param name="Changes">Rows as they were and as they are now, without secrets and personal data.</param>
public sealed record AuditEntry(
    Guid Id,
    DateTimeOffset At,
    Guid? ActorId,
    string? ClientId,
    string Operation,
    string Module,
    string Method,
    string Path,
    int? Status,
    string TraceId,
    JsonNode? Request,
    IReadOnlyList<AuditChange> Changes
);

/// <summary>Which entries are asked for.</summary>
public sealed record AuditFilter(Guid? ActorId, string? Operation, string? Module, string? Path, DateTimeOffset? From, DateTimeOffset? To);

/// <summary>
/// The log of staff writes, in schema <c>host</c> of the common database: no module can write to it, or to what was written. An entry is begun before the write and completed
/// after it, so that none is missing, whatever dies.
/// </summary>
public sealed class AuditLog(IConfiguration configuration) : IAsyncDisposable
{
    private const string Ddl = """
        SELECT pg_advisory_xact_lock(hashtext('leaky-audit'));
        SET LOCAL client_min_messages = warning;
        CREATE SCHEMA IF NOT EXISTS host;
        CREATE TABLE IF NOT EXISTS host.audit_log (
            id uuid PRIMARY KEY,
            at timestamptz NOT NULL,
            actor_id uuid,
            client_id text,
            operation text NOT NULL,
            module text NOT NULL,
            method text NOT NULL,
            path text NOT NULL,
            status int,
            trace_id text NOT NULL,
            request jsonb,
            changes jsonb NOT NULL DEFAULT '[]'
        );
        CREATE INDEX IF NOT EXISTS ix_audit_log_actor_id ON host.audit_log (actor_id, id);
        CREATE INDEX IF NOT EXISTS ix_audit_log_operation ON host.audit_log (operation, id);
        """;

    private const string Matching = """
        FROM host.audit_log
        WHERE ($1::uuid IS NULL OR actor_id = $1) AND ($2::text IS NULL OR operation = $2) AND ($3::text IS NULL OR module = $3)
            AND ($4::text IS NULL OR starts_with(path, $4)) AND ($5::timestamptz IS NULL OR at >= $5) AND ($6::timestamptz IS NULL OR at < $6)
        """;

    private readonly Lazy<NpgsqlDataSource> _source = new(() => NpgsqlDataSource.Create(ConnectionStrings.ForOwner(configuration, "host")));

    /// <summary>Makes the table; safe at each start and by several hosts at once.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var connection = await _source.Value.OpenConnectionAsync(ct);
        await using (var exists = new NpgsqlCommand("SELECT to_regclass('host.audit_log') IS NOT NULL", connection))
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

    /// <summary>Before the write.</summary>
    public async Task BeginAsync(AuditEntry entry, CancellationToken ct)
    {
        await using var command = _source.Value.CreateCommand(
            """
            INSERT INTO host.audit_log (id, at, actor_id, client_id, operation, module, method, path, trace_id, request)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            """
        );
        Add(command, NpgsqlDbType.Uuid, entry.Id);
        Add(command, NpgsqlDbType.TimestampTz, entry.At.ToUniversalTime());
        Add(command, NpgsqlDbType.Uuid, entry.ActorId);
        Add(command, NpgsqlDbType.Text, entry.ClientId);
        Add(command, NpgsqlDbType.Text, entry.Operation);
        Add(command, NpgsqlDbType.Text, entry.Module);
        Add(command, NpgsqlDbType.Text, entry.Method);
        Add(command, NpgsqlDbType.Text, entry.Path);
        Add(command, NpgsqlDbType.Text, entry.TraceId);
        Add(command, NpgsqlDbType.Jsonb, entry.Request?.ToJsonString());
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>After it.</summary>
    public async Task CompleteAsync(Guid id, int status, IReadOnlyList<AuditChange> changes, CancellationToken ct)
    {
        await using var command = _source.Value.CreateCommand("UPDATE host.audit_log SET status = $2, changes = $3 WHERE id = $1");
        Add(command, NpgsqlDbType.Uuid, id);
        Add(command, NpgsqlDbType.Integer, status);
        Add(command, NpgsqlDbType.Jsonb, JsonSerializer.Serialize(changes, Json.Wire));
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The oldest entry of all: two processes that name the same one read the same log. Null if nothing was written.</summary>
    public async Task<Guid?> OldestAsync(CancellationToken ct)
    {
        await using var command = _source.Value.CreateCommand("SELECT id FROM host.audit_log ORDER BY id LIMIT 1");
        return await command.ExecuteScalarAsync(ct) as Guid?;
    }

    /// <summary>Newest first, one more than the limit if there is one; and how many there are in all.</summary>
    public async Task<(IReadOnlyList<AuditEntry> Items, long Total)> ReadAsync(AuditFilter filter, Guid? after, int limit, CancellationToken ct)
    {
        await using var count = _source.Value.CreateCommand($"SELECT count(*) {Matching}");
        AddFilter(count, filter);
        var total = (long)(await count.ExecuteScalarAsync(ct))!;
        await using var command = _source.Value.CreateCommand(
            $"""
            SELECT id, at, actor_id, client_id, operation, module, method, path, status, trace_id, request::text, changes::text
            {Matching} AND ($7::uuid IS NULL OR id < $7) ORDER BY id DESC LIMIT $8
            """
        );
        AddFilter(command, filter);
        Add(command, NpgsqlDbType.Uuid, after);
        Add(command, NpgsqlDbType.Integer, limit + 1);
        var items = new List<AuditEntry>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            items.Add(Read(reader));
        }

        return (items, total);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => _source.IsValueCreated ? _source.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static AuditEntry Read(NpgsqlDataReader row) =>
        new(
            row.GetGuid(0),
            row.GetFieldValue<DateTimeOffset>(1),
            row.IsDBNull(2) ? null : row.GetGuid(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetString(6),
            row.GetString(7),
            row.IsDBNull(8) ? null : row.GetInt32(8),
            row.GetString(9),
            row.IsDBNull(10) ? null : JsonNode.Parse(row.GetString(10)),
            JsonSerializer.Deserialize<List<AuditChange>>(row.GetString(11), Json.Wire)!
        );

    private static void AddFilter(NpgsqlCommand command, AuditFilter filter)
    {
        Add(command, NpgsqlDbType.Uuid, filter.ActorId);
        Add(command, NpgsqlDbType.Text, filter.Operation);
        Add(command, NpgsqlDbType.Text, filter.Module);
        Add(command, NpgsqlDbType.Text, filter.Path);
        Add(command, NpgsqlDbType.TimestampTz, filter.From?.ToUniversalTime());
        Add(command, NpgsqlDbType.TimestampTz, filter.To?.ToUniversalTime());
    }

    private static void Add(NpgsqlCommand command, NpgsqlDbType type, object? value) =>
        command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = type, Value = value ?? DBNull.Value });
}
