using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>Operators see where requests go, and say otherwise. PUT and DELETE may be repeated without harm, so they take no Idempotency-Key.</summary>
internal static class RoutesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/admin/routes", List)
            .Describe("listRoutes", "Operations", "Where requests go: modules, services outside the shop, old prefixes")
            .Produces<RoutesDto>()
            .ProducesProblems(401, 403)
            .RequireAuthorization(Policies.Staff);
        api.MapPut("/admin/routes", SetAsync)
            .Describe(
                "setRoute",
                "Operations",
                "Sends a module to its other instances or back, or a prefix to a service, at every host within a second"
            )
            .Produces(204)
            .ProducesProblems(400, 401, 403, 503)
            .RequireAuthorization(Policies.Admin);
        api.MapDelete("/admin/routes", RemoveAsync)
            .Describe("removeRoute", "Operations", "Takes back what an operator said of a module or a prefix")
            .Produces(204)
            .ProducesProblems(400, 401, 403, 404, 503)
            .RequireAuthorization(Policies.Admin);
    }

    private static IResult List(
        RouteTableSource source,
        Aliases aliases,
        ModuleModel model,
        IModulePlacement placement,
        EndpointDataSource endpoints
    ) => new Result<RoutesDto>(RouteList.Of(source, aliases, model, placement, endpoints.Endpoints), null).ToOk();

    private static async Task<IResult> SetAsync(
        SetRouteRequest request,
        Caller caller,
        RouteOverrides overrides,
        ModuleModel model,
        TimeProvider time,
        CancellationToken ct
    )
    {
        if ((SetRouteRules.Check(request, model) ?? NotStored(overrides)) is { } error)
        {
            return error.ToHttp();
        }

        await overrides.SaveAsync(
            new RouteOverride(
                request.Module?.ToLowerInvariant(),
                request.Prefix,
                request.Target,
                request.Service?.ToLowerInvariant(),
                request.StripPrefix ?? false,
                request.TimeoutSeconds,
                request.Affinity ?? false,
                request.MaxBodyBytes,
                request.RequestsPerMinute,
                time.GetUtcNow(),
                caller.UserId?.ToString() ?? caller.ClientId ?? ""
            ),
            ct
        );
        return TypedResults.NoContent();
    }

    private static async Task<IResult> RemoveAsync(string? module, string? prefix, RouteOverrides overrides, CancellationToken ct)
    {
        if (module is null == prefix is null)
        {
            return Error.Validation("module", "Name either a module or a prefix.").ToHttp();
        }

        if (NotStored(overrides) is { } error)
        {
            return error.ToHttp();
        }

        return await overrides.RemoveAsync((module ?? prefix!).ToLowerInvariant(), ct)
            ? TypedResults.NoContent()
            : Error.NotFound("override").ToHttp();
    }

    private static Error? NotStored(RouteOverrides overrides) =>
        overrides.IsStored
            ? null
            : Error.Unavailable(
                "common_database_unavailable",
                "This process has no common database; ask one that has (ConnectionStrings__Postgres)."
            );
}
