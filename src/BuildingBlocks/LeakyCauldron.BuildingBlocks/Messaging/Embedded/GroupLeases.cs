using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>A group's right to a topic, and where it continues.</summary>
internal sealed record GroupLease(long Token, long Next);

/// <summary>
/// One process at a time serves a group and topic. All leases of this process are renewed, and those it wants are claimed, in one round trip; a late renewal does
/// not help a process that lost one, for its token no longer moves the offset.
/// </summary>
internal sealed partial class GroupLeases(BrokerDatabase database, ILogger<GroupLeases> logger) : IDisposable
{
    private const string Renew = "UPDATE host.consumer_offsets SET expires_at = now() + $2 WHERE owner = $1 AND expires_at > now()";

    private const string Claim = """
        INSERT INTO host.consumer_offsets AS o (group_name, topic, owner, token, expires_at)
        SELECT w.group_name, w.topic, $1, 1, now() + $2 FROM unnest($3::text[], $4::text[]) AS w (group_name, topic)
        WHERE NOT EXISTS (SELECT FROM host.consumer_offsets x WHERE (x.group_name, x.topic) = (w.group_name, w.topic) AND x.expires_at > now())
        ORDER BY w.group_name, w.topic
        ON CONFLICT (group_name, topic) DO UPDATE SET owner = $1, token = o.token + 1, expires_at = excluded.expires_at WHERE o.expires_at <= now()
        """;

    private const string Held = "SELECT group_name, topic, token, next FROM host.consumer_offsets WHERE owner = $1 AND expires_at > now()";

    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Renewal = TimeSpan.FromSeconds(1);

    private readonly Guid _owner = Guid.CreateVersion7();
    private readonly ConcurrentDictionary<(string Group, string Topic), Wanted> _wanted = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _ask = new(0);
    private int _keeping;

    /// <summary>Waits until this process may serve the group and topic.</summary>
    public async Task<GroupLease> AcquireAsync(string group, string topic, CancellationToken ct)
    {
        var wanted = _wanted.GetOrAdd((group, topic), static _ => new Wanted());
        if (Interlocked.Exchange(ref _keeping, 1) == 0)
        {
            _ = KeepAsync(_stop.Token);
        }

        _ask.Release();
        return await wanted.Lease.Task.WaitAsync(ct);
    }

    /// <summary>Moves the offset; false if another process has taken over.</summary>
    public async Task<bool> StoreAsync(string group, string topic, long token, long next, CancellationToken ct)
    {
        await using var command = database.DataSource.CreateCommand(
            "UPDATE host.consumer_offsets SET next = $4 WHERE group_name = $1 AND topic = $2 AND owner = $5 AND token = $3"
        );
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = token });
        command.Parameters.Add(new() { Value = next });
        command.Parameters.Add(new() { Value = _owner });
        return await command.ExecuteNonQueryAsync(ct) == 1;
    }

    /// <summary>Forgets a lease that proved lost, so that the next <see cref="AcquireAsync"/> asks again.</summary>
    public void Forget(string group, string topic) => _wanted.TryRemove((group, topic), out _);

    /// <summary>Lets another process have it at once.</summary>
    public async Task ReleaseAsync(string group, string topic)
    {
        Forget(group, topic);
        await using var command = database.DataSource.CreateCommand(
            "UPDATE host.consumer_offsets SET expires_at = '-infinity', owner = NULL WHERE group_name = $1 AND topic = $2 AND owner = $3"
        );
        command.Parameters.Add(new() { Value = group });
        command.Parameters.Add(new() { Value = topic });
        command.Parameters.Add(new() { Value = _owner });
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }

    public void Dispose()
    {
        _stop.Cancel();
        _stop.Dispose();
        _ask.Dispose();
    }

    private async Task KeepAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await RenewAndClaimAsync(ct);
                await _ask.WaitAsync(Renewal, ct);
                while (_ask.CurrentCount > 0 && await _ask.WaitAsync(TimeSpan.Zero, ct)) { }
            }
            catch (Exception e) when (ct.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (Exception e)
            {
                KeepFailed(logger, e);
                await Task.Delay(Renewal, CancellationToken.None);
            }
        }
    }

    private async Task RenewAndClaimAsync(CancellationToken ct)
    {
        var wanted = _wanted.Keys.ToArray();
        await using var connection = await database.DataSource.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new("SET LOCAL synchronous_commit = off"));
        batch.BatchCommands.Add(
            new(Renew)
            {
                Parameters =
                {
                    new() { Value = _owner },
                    new() { Value = Lease },
                },
            }
        );
        batch.BatchCommands.Add(
            new(Claim)
            {
                Parameters =
                {
                    new() { Value = _owner },
                    new() { Value = Lease },
                    new() { Value = wanted.Select(w => w.Group).ToArray() },
                    new() { Value = wanted.Select(w => w.Topic).ToArray() },
                },
            }
        );
        batch.BatchCommands.Add(new(Held) { Parameters = { new() { Value = _owner } } });
        var held = new List<((string, string) Key, GroupLease Lease)>();
        await using (var reader = await batch.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                held.Add(((reader.GetString(0), reader.GetString(1)), new GroupLease(reader.GetInt64(2), reader.GetInt64(3))));
            }
        }

        await transaction.CommitAsync(ct);
        foreach (var (key, lease) in held)
        {
            if (_wanted.TryGetValue(key, out var entry))
            {
                entry.Lease.TrySetResult(lease);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Leases of consumer groups not renewed, tried again")]
    private static partial void KeepFailed(ILogger logger, Exception exception);

    private sealed class Wanted
    {
        public TaskCompletionSource<GroupLease> Lease { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
