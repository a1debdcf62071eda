using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Persistence;
using Npgsql;

namespace LeakyCauldron.Registry.Leases;

/// <summary>Where a process listens.</summary>
internal sealed record ProcessAddress(string Host, int Port)
{
    public string InstanceIdOf(string module) => $"{Host}:{module}:{Port}";
}

/// <summary>The statements of registration; each is one round trip for all modules of a process.</summary>
internal sealed class InstanceTable([FromKeyedServices(RegistryDbContext.Schema)] NpgsqlDataSource dataSource)
{
    /// <summary>Registers, or renews what is registered.</summary>
    public async Task RenewAsync(IReadOnlyList<string> modules, ProcessAddress address, InstanceStatus status, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand(
            """
            INSERT INTO registry.instances (module, instance_id, host, port, status, registered_at, renewed_at, expires_at)
            SELECT module, instance_id, $3, $4, $5, now(), now(), now() + $6 FROM unnest($1, $2) AS mine (module, instance_id)
            ON CONFLICT (module, instance_id) DO UPDATE SET status = excluded.status, renewed_at = now(), expires_at = excluded.expires_at
            """
        );
        command.Parameters.Add(new() { Value = modules.ToArray() });
        command.Parameters.Add(new() { Value = modules.Select(address.InstanceIdOf).ToArray() });
        command.Parameters.Add(new() { Value = address.Host });
        command.Parameters.Add(new() { Value = address.Port });
        command.Parameters.Add(new() { Value = status.ToString().ToLowerInvariant() });
        command.Parameters.Add(new() { Value = Lease.Duration });
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>A process that stops by itself does not keep others waiting for its lease to end.</summary>
    public async Task RemoveAsync(IReadOnlyList<string> modules, ProcessAddress address, CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM registry.instances WHERE instance_id = ANY ($1)");
        command.Parameters.Add(new() { Value = modules.Select(address.InstanceIdOf).ToArray() });
        await command.ExecuteNonQueryAsync(ct);
    }

    public async Task<int> EvictAsync(CancellationToken ct)
    {
        await using var command = dataSource.CreateCommand("DELETE FROM registry.instances WHERE expires_at <= now()");
        return await command.ExecuteNonQueryAsync(ct);
    }
}
