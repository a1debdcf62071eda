using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Host.Routing;

/// <summary>The endpoint belongs to a module that this process does not serve.</summary>
internal sealed record RemoteMetadata;

/// <summary>
/// Puts the endpoints of the modules that are not served here into the one route table, so that the most specific template wins, and a wrong method is refused, exactly as
/// where all modules are in one process. Only their templates and what routing itself reads of them is taken; nothing of the module runs.
/// </summary>
internal static class RemoteModules
{
    public static void MapRemoteModules(this IEndpointRouteBuilder app, ModuleModel model)
    {
        var remote = new List<Endpoint>();
        foreach (var entry in model.Modules.Where(m => !m.Enabled))
        {
            var scratch = new Scratch(app.ServiceProvider);
            entry.Module.MapEndpoints(scratch.MapGroup("/api/v1"));
            entry.Module.MapRootEndpoints(scratch);
            remote.AddRange(scratch.DataSources.SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().Select(e => Copy(e, entry.Name)));
        }

        if (remote.Count > 0)
        {
            app.DataSources.Add(new DefaultEndpointDataSource(remote));
        }
    }

    private static RouteEndpoint Copy(RouteEndpoint endpoint, string module)
    {
        // Authorization, rate limits and idempotency are the owner's: all state they need is there.
        List<object> metadata = [new ModuleMetadata(module), new RemoteMetadata(), new AllowAnonymousAttribute()];
        if (endpoint.Metadata.GetMetadata<IHttpMethodMetadata>() is { } methods)
        {
            metadata.Add(methods);
        }

        if (endpoint.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is { } limit)
        {
            metadata.Add(limit);
        }

        return new(NeverCalled, endpoint.RoutePattern, endpoint.Order, new EndpointMetadataCollection(metadata), endpoint.DisplayName);
    }

    private static Task NeverCalled(HttpContext http) => throw new InvalidOperationException("The routing layer forwards this before it is called.");

    /// <summary>Collects endpoints that are read and never called.</summary>
    private sealed class Scratch(IServiceProvider services) : IEndpointRouteBuilder, IServiceProvider, IServiceProviderIsKeyedService
    {
        public IServiceProvider ServiceProvider => this;

        public ICollection<EndpointDataSource> DataSources { get; } = [];

        public IApplicationBuilder CreateApplicationBuilder() => new ApplicationBuilder(this);

        public object? GetService(Type serviceType) =>
            serviceType == typeof(IServiceProviderIsService) || serviceType == typeof(IServiceProviderIsKeyedService)
                ? this
                : services.GetService(serviceType);

        /// <summary>A handler's parameter is asked for here only after it is found not to come from the route, the query or a binder: a service, or the body, which is the same to routing.</summary>
        public bool IsService(Type serviceType) => true;

        public bool IsKeyedService(Type serviceType, object? serviceKey) => true;
    }
}
