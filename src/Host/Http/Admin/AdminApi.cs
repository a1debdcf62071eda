using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Host.Routing.Overrides;

namespace LeakyCauldron.Host.Http.Admin;

/// <summary>Endpoints of the host itself, under the same rules as a module's.</summary>
public static class AdminApi
{
    /// <summary>Owner of these endpoints in the module map.</summary>
    public const string Owner = "host";

    /// <summary>Maps them under <c>/api/v1</c>.</summary>
    public static void MapAdmin(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/api/v1").WithMetadata(new ModuleMetadata(Owner));
        OutboxStatusEndpoint.Map(api);
        StuckEventEndpoints.Map(api);
        RepairEndpoints.Map(api);
        RoutesApi.Map(api);
        AuditEndpoint.Map(api);
        Me.ExportPersonEndpoint.Map(api);
    }
}
