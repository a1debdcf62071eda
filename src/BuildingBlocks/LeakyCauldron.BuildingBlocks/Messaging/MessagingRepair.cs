using LeakyCauldron.BuildingBlocks.Messaging.Inbox;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Persistence;
using MediatR;

namespace LeakyCauldron.BuildingBlocks.Messaging;

/// <summary>What came of delivering dead letters once more.</summary>
/// <param name="Replayed">Handled now, and gone from the list.</param>
/// <param name="Failed">Failed again, and still there with the new error.</param>
public sealed record ReplayReport(int Replayed, int Failed);

/// <summary>What an operator can do about events that got stuck.</summary>
public sealed class MessagingRepair
{
    private readonly IReadOnlyList<ModuleDatabase> _databases;
    private readonly InboxDispatchers _dispatchers;
    private readonly OutboxSignals _signals;

    internal MessagingRepair(IEnumerable<ModuleDatabase> databases, InboxDispatchers dispatchers, OutboxSignals signals) =>
        (_databases, _dispatchers, _signals) = ([.. databases], dispatchers, signals);

    /// <summary>
    /// Sends a parked or waiting event again at once, its attempts forgotten; or delivers a dead letter once more to the handler that gave up on it. The id is the event's or
    /// the dead letter's. Refusals: <c>message_not_found</c>, <c>replay_failed</c>.
    /// </summary>
    public async Task<Result<Unit>> RetryAsync(Guid id, CancellationToken ct)
    {
        foreach (var database in _databases)
        {
            if (await UnparkAsync(database, id, ct))
            {
                _signals.Wake(database.Module);
                return Unit.Value;
            }

            if (await DeadLetterAsync(database, id, ct) is { } dead)
            {
                return await ReplayAsync(database, dead, ct);
            }
        }

        return Error.NotFound("message");
    }

    /// <summary>Sends all parked events of a module, or of all, or of one key, again at once; answers how many.</summary>
    public async Task<int> RedriveAsync(string? module, string? key, CancellationToken ct)
    {
        var redriven = 0;
        foreach (var database in _databases.Where(d => module is null || d.Module == module))
        {
            await using var command = database.DataSource.CreateCommand(
                $"""
                UPDATE {database.Module}.outbox_messages SET parked_at = NULL, next_attempt_at = NULL, attempts = 0
                WHERE parked_at IS NOT NULL AND ($1::text IS NULL OR key = $1)
                """
            );
            command.Parameters.Add(new() { Value = key ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Text });
            var count = await command.ExecuteNonQueryAsync(ct);
            redriven += count;
            if (count > 0)
            {
                _signals.Wake(database.Module);
            }
        }

        return redriven;
    }

    /// <summary>Delivers dead letters of a module, or of all, once more, oldest first; each at most once a call.</summary>
    public async Task<ReplayReport> ReplayAllAsync(string? module, CancellationToken ct)
    {
        var (replayed, failed) = (0, 0);
        foreach (var database in _databases.Where(d => module is null || d.Module == module))
        {
            foreach (var id in await DeadLetterIdsAsync(database, ct))
            {
                // Another operator may have been faster.
                if (await DeadLetterAsync(database, id, ct) is { } dead)
                {
                    var result = await ReplayAsync(database, dead, ct);
                    (replayed, failed) = result.IsError ? (replayed, failed + 1) : (replayed + 1, failed);
                }
            }
        }

        return new(replayed, failed);
    }

    /// <summary>Throws a dead letter away, for what can never be handled. Refusal: <c>message_not_found</c>.</summary>
    public async Task<Result<Unit>> DiscardAsync(Guid id, CancellationToken ct)
    {
        foreach (var database in _databases)
        {
            if (await RemoveAsync(database, id, ct))
            {
                return Unit.Value;
            }
        }

        return Error.NotFound("message");
    }

    private static async Task<List<Guid>> DeadLetterIdsAsync(ModuleDatabase database, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            $"SELECT id FROM {database.Module}.dead_letters ORDER BY occurred_at, version, id"
        );
        await using var reader = await command.ExecuteReaderAsync(ct);
        var ids = new List<Guid>();
        while (await reader.ReadAsync(ct))
        {
            ids.Add(reader.GetGuid(0));
        }

        return ids;
    }

    private static async Task<bool> RemoveAsync(ModuleDatabase database, Guid id, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand($"DELETE FROM {database.Module}.dead_letters WHERE id = $1");
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private static async Task<bool> UnparkAsync(ModuleDatabase database, Guid id, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            $"UPDATE {database.Module}.outbox_messages SET parked_at = NULL, next_attempt_at = NULL, attempts = 0 WHERE id = $1 AND attempts > 0"
        );
        command.Parameters.Add(new() { Value = id });
        return await command.ExecuteNonQueryAsync(ct) > 0;
    }

    private static async Task<(Guid Id, string Consumer, EventEnvelope Envelope)?> DeadLetterAsync(
        ModuleDatabase database,
        Guid id,
        CancellationToken ct
    )
    {
        await using var command = database.DataSource.CreateCommand(
            $"""
            SELECT id, consumer, message_id, topic, key, type, version, occurred_at, trace_parent, payload
            FROM {database.Module}.dead_letters WHERE id = $1 OR message_id = $1 ORDER BY id LIMIT 1
            """
        );
        command.Parameters.Add(new() { Value = id });
        await using var reader = await command.ExecuteReaderAsync(ct);
        if (!await reader.ReadAsync(ct))
        {
            return null;
        }

        var envelope = new EventEnvelope
        {
            Id = reader.GetGuid(2),
            Topic = reader.GetString(3),
            Key = reader.GetString(4),
            Type = reader.GetString(5),
            Version = reader.GetInt64(6),
            Time = reader.GetFieldValue<DateTimeOffset>(7),
            TraceParent = reader.IsDBNull(8) ? null : reader.GetString(8),
            Data = reader.GetFieldValue<byte[]>(9),
        };
        return (reader.GetGuid(0), reader.GetString(1), envelope);
    }

    private async Task<Result<Unit>> ReplayAsync(
        ModuleDatabase database,
        (Guid Id, string Consumer, EventEnvelope Envelope) dead,
        CancellationToken ct
    )
    {
        try
        {
            if (!await _dispatchers.Of(database.Module).ReplayAsync(dead.Envelope, dead.Consumer, ct))
            {
                return Error.Conflict("replay_failed", $"{dead.Consumer} no longer handles {dead.Envelope.Type}.");
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            await InboxStore.BuryAsync(database.DataSource, database.Module, dead.Envelope, dead.Consumer, e.ToString(), 1, ct);
            return Error.Conflict("replay_failed", $"{dead.Consumer} failed again: {e.Message}");
        }

        await RemoveAsync(database, dead.Id, ct);
        return Unit.Value;
    }
}
