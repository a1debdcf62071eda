using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Peers;

namespace LeakyCauldron.Registry.Features.RemoveInstance;

internal static class RemoveInstanceEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapDelete(
                "/admin/registry/instances/{module}/{instanceId}",
                async (string module, string instanceId, Registrations registrations, PeerQueues peers, CancellationToken ct) =>
                {
                    var removed = await RemoveAsync(registrations, module, instanceId, ct);
                    if (!removed.IsError)
                    {
                        peers.Tell(PeerNewsKind.Cancelled, module.ToLowerInvariant(), instanceId);
                    }

                    return removed.ToNoContent();
                }
            )
            .Describe("removeInstance", "Registry", "Takes an instance off the map; one that lives comes back with its next renewal")
            .Produces(204)
            .ProducesProblems(401, 403, 404)
            .RequireAuthorization(Policies.Admin);

    private static Task<Result<Unit>> RemoveAsync(Registrations registrations, string module, string instanceId, CancellationToken ct) =>
        registrations.ChangeAsync<Result<Unit>>(
            async (db, now) =>
            {
                var app = module.ToLowerInvariant();
                var instance = await db.Instances.FirstOrDefaultAsync(i => i.App == app && i.InstanceId == instanceId, ct);
                if (instance is null)
                {
                    return Error.NotFound("instance");
                }

                Registrations.Remove(db, instance, HistoryKind.Cancelled, now);
                return Unit.Value;
            },
            ct
        );
}
