using System.Globalization;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Http;
using LeakyCauldron.Host.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Benchmarks.Floors;

/// <summary>The same endpoint of a local module twice in one process, on two ports: once behind the routing layer and once without it.</summary>
internal static class LocalServer
{
    public const string Path = "/api/v1/floor";

    /// <summary>Arguments: the port with the layer, the port without.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        await using var layered = Build(arguments[0], layer: true);
        await using var direct = Build(arguments[1], layer: false);
        await direct.StartAsync();
        await layered.RunAsync();
        return 0;
    }

    private static WebApplication Build(string port, bool layer)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?> { ["Modules:Enabled"] = "*", ["Shop:PublicUrl"] = "http://localhost" }
        );
        builder.WebHost.UseUrls(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var model = builder.Services.AddModules(builder.Configuration, [new FloorModule()]);
        builder.AddHttpApi();
        builder.Services.AddRoutingLayer(builder.Configuration, model);
        // Relay, jobs and what else needs a database.
        foreach (var hosted in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && !IsServer(s)).ToArray())
        {
            builder.Services.Remove(hosted);
        }

        var app = builder.Build();
        app.UseRouting();
        if (layer)
        {
            app.UseRoutingLayer();
        }

        var bytes = new byte[4096];
        app.MapGet(Path, () => TypedResults.Bytes(bytes, "application/json")).WithMetadata(new ModuleMetadata(FloorModule.Its));
        return app;
    }

    private static bool IsServer(ServiceDescriptor service) =>
        service.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true
        || service.ImplementationFactory?.Method.DeclaringType?.FullName?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) == true;

    private sealed class FloorModule : IModule
    {
        public const string Its = "floor";

        public string Name => Its;

        public void Configure(ModuleBuilder module) { }

        public void MapEndpoints(IEndpointRouteBuilder api) { }
    }
}
