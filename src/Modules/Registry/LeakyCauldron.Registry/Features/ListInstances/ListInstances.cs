using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Features.ListInstances;

internal sealed record ListInstances : IQuery<ItemList<InstanceDto>>;

/// <summary>One module as served by one process, or an instance of a foreign service.</summary>
/// <param name="InstanceId">Of a module <c>host:module:port</c>.</param>
/// <param name="Module">The module's name, or the foreign service's application name.</param>
/// <param name="Host">Where it listens.</param>
/// <param name="Port">The port it listens on.</param>
/// <param name="Status"><c>starting</c> until it takes requests, then <c>up</c>; <c>down</c>, <c>out_of_service</c> or <c>unknown</c> while it does not.</param>
/// <param name="Lease">How long it counts as there.</param>
/// <param name="Address">Where requests go.</param>
/// <param name="Foreign">Not one of the shop's own modules.</param>
/// <param name="Override">The status an operator set over what it says of itself.</param>
/// <param name="Ill">Why the registry's own check holds it for ill.</param>
/// <param name="Route">The path prefix that a foreign service is sent.</param>
internal sealed record InstanceDto(
    string InstanceId,
    string Module,
    string Host,
    int Port,
    ServiceStatus Status,
    LeaseDto Lease,
    string Address,
    bool Foreign,
    ServiceStatus? Override,
    string? Ill,
    string? Route
);

/// <summary>An instance is forgotten when its lease ends without having been renewed.</summary>
internal sealed record LeaseDto(DateTimeOffset RegisteredAt, DateTimeOffset RenewedAt, DateTimeOffset ExpiresAt, int DurationSeconds);

internal sealed class ListInstancesHandler(RegistryDbContext db) : IRequestHandler<ListInstances, Result<ItemList<InstanceDto>>>
{
    public async Task<Result<ItemList<InstanceDto>>> Handle(ListInstances request, CancellationToken cancellationToken)
    {
        var all = await db.Instances.AsNoTracking().OrderBy(i => i.App).ThenBy(i => i.InstanceId).ToListAsync(cancellationToken);
        return new ItemList<InstanceDto>([.. all.Select(Describe)]);
    }

    private static InstanceDto Describe(Instance i) =>
        new(
            i.InstanceId,
            i.App,
            i.Host,
            i.Port,
            i.Effective,
            new LeaseDto(i.RegisteredAt, i.RenewedAt, i.ExpiresAt, i.DurationSeconds),
            i.Address,
            i.Process is null,
            i.Override,
            i.Ill,
            i.Process is null ? i.Metadata.GetValueOrDefault(ServiceMetadata.Route) : null
        );
}

internal static class ListInstancesEndpoint
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet(
                "/admin/registry/instances",
                async (IMediator mediator, CancellationToken ct) => (await mediator.Send(new ListInstances(), ct)).ToOk()
            )
            .Describe("listInstances", "Registry", "The processes that serve each module, the foreign services, and their leases")
            .Produces<ItemList<InstanceDto>>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
}
