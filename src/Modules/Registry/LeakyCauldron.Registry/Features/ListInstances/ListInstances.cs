using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Features.ListInstances;

internal sealed record ListInstances : IQuery<ItemList<InstanceDto>>;

/// <summary>One module as served by one process.</summary>
/// <param name="InstanceId"><c>host:module:port</c>.</param>
/// <param name="Module">The module's name.</param>
/// <param name="Host">Where the process listens.</param>
/// <param name="Port">The port it listens on.</param>
/// <param name="Status"><c>starting</c> until it takes requests, then <c>up</c>.</param>
/// <param name="Lease">How long it counts as there.</param>
internal sealed record InstanceDto(string InstanceId, string Module, string Host, int Port, InstanceStatus Status, LeaseDto Lease);

/// <summary>An instance is forgotten when its lease ends without having been renewed.</summary>
internal sealed record LeaseDto(DateTimeOffset RegisteredAt, DateTimeOffset RenewedAt, DateTimeOffset ExpiresAt, int DurationSeconds);

internal sealed class ListInstancesHandler(RegistryDbContext db) : IRequestHandler<ListInstances, Result<ItemList<InstanceDto>>>
{
    public async Task<Result<ItemList<InstanceDto>>> Handle(ListInstances request, CancellationToken cancellationToken)
    {
        var alive = await db
            .Instances.FromSql($"SELECT * FROM registry.instances WHERE expires_at > now()")
            .AsNoTracking()
            .OrderBy(i => i.Module)
            .ThenBy(i => i.InstanceId)
            .ToListAsync(cancellationToken);
        return new ItemList<InstanceDto>([.. alive.Select(Describe)]);
    }

    private static InstanceDto Describe(Instance i) =>
        new(
            i.InstanceId,
            i.Module,
            i.Host,
            i.Port,
            i.Status,
            new LeaseDto(i.RegisteredAt, i.RenewedAt, i.ExpiresAt, (int)Lease.Duration.TotalSeconds)
        );
}

internal static class ListInstancesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/registry/instances",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListInstances(), ct)).ToOk()
            )
            .Describe("listInstances", "Registry", "The processes that serve each module, and their leases")
            .Produces<ItemList<InstanceDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
}
