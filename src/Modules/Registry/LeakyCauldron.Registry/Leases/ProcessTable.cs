using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Peers;
using LeakyCauldron.Registry.Persistence;
using Npgsql;

namespace LeakyCauldron.Registry.Leases;

/// <summary>The shop's own processes: each registers and renews all its modules at once.</summary>
internal sealed class ProcessTable(
    Registrations registrations,
    [FromKeyedServices(RegistryDbContext.Schema)] NpgsqlDataSource dataSource,
    ProcessIdentity identity,
    PeerQueues peers
) : IRegistrar
{
    public async Task RenewAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct)
    {
        await RenewAsync(identity.Id, own, ct);
        peers.Tell(PeerNewsKind.ProcessRenewed, "", identity.Id.ToString());
    }

    public async Task RemoveAsync(IReadOnlyList<ServiceInstance> own, CancellationToken ct)
    {
        await RemoveAsync(identity.Id, ct);
        peers.Tell(PeerNewsKind.ProcessRemoved, "", identity.Id.ToString());
    }

    /// <summary>One statement for all modules, unless something is new.</summary>
    public async Task RenewAsync(Guid process, IReadOnlyList<ServiceInstance> instances, CancellationToken ct)
    {
        await using (
            var renewal = dataSource.CreateCommand(
                """
                UPDATE registry.instances SET renewed_at = now(), expires_at = now() + make_interval(secs => duration_seconds)
                WHERE process = $1 AND (module, instance_id, address, status) IN (SELECT * FROM unnest($2, $3, $4, $5))
                """
            )
        )
        {
            renewal.Parameters.Add(new() { Value = process });
            renewal.Parameters.Add(new() { Value = instances.Select(i => i.App).ToArray() });
            renewal.Parameters.Add(new() { Value = instances.Select(i => i.InstanceId).ToArray() });
            renewal.Parameters.Add(new() { Value = instances.Select(i => i.Address.ToString()).ToArray() });
            renewal.Parameters.Add(new() { Value = instances.Select(i => Statuses.Text(i.Status)).ToArray() });
            if (await renewal.ExecuteNonQueryAsync(ct) == instances.Count)
            {
                return;
            }
        }

        await registrations.ChangeAsync(
            async (db, now) =>
            {
                await PutAsync(db, now, process, instances, ct);
                return true;
            },
            ct
        );
    }

    /// <summary>A process that stops by itself does not keep others waiting for its leases to end.</summary>
    public Task<int> RemoveAsync(Guid process, CancellationToken ct) =>
        registrations.ChangeAsync(
            async (db, now) =>
            {
                var gone = await db.Instances.Where(i => i.Process == process).ToListAsync(ct);
                gone.ForEach(i => Registrations.Remove(db, i, HistoryKind.Cancelled, now));
                return gone.Count;
            },
            ct
        );

    private static async Task PutAsync(
        RegistryDbContext db,
        DateTimeOffset now,
        Guid process,
        IReadOnlyList<ServiceInstance> instances,
        CancellationToken ct
    )
    {
        var ids = instances.Select(i => i.InstanceId).ToArray();
        var known = await db.Instances.Where(i => ids.Contains(i.InstanceId)).ToListAsync(ct);
        foreach (var service in instances)
        {
            var instance = known.Find(i => i.App == service.App && i.InstanceId == service.InstanceId);
            if (instance is null)
            {
                instance = Create(service);
                db.Instances.Add(instance);
            }

            var isNew = instance.Process != process;
            instance.Process = process;
            instance.Host = service.Address.Host;
            instance.Port = service.Address.Port;
            instance.Address = service.Address.ToString();
            instance.Status = service.Status;
            instance.Metadata = service.Metadata;
            instance.Renew(now);
            instance.Touch(now);
            if (isNew)
            {
                instance.RegisteredAt = now;
                instance.Ill = null;
                instance.DirtyAt = now.ToUnixTimeMilliseconds();
                Registrations.Remember(db, instance, HistoryKind.Registered, now);
            }
        }
    }

    private static Instance Create(ServiceInstance service) =>
        new()
        {
            App = service.App,
            InstanceId = service.InstanceId,
            Host = service.Address.Host,
            Address = service.Address.ToString(),
            Metadata = service.Metadata,
        };
}
