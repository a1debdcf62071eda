using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Routing;

namespace LeakyCauldron.Host.Startup;

/// <summary>Check, migrate, listen, sample data, start-up tasks, ready.</summary>
internal static class Start
{
    public static void AddStart(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<SampleDataLedger>();
        builder.Services.AddHostedService<StartWorker>();
        if (builder.Configuration.GetValue("Host:StopWithInput", false))
        {
            builder.Services.AddHostedService<StopWithInput>();
            builder.Services.AddSingleton<IHostLifetime, LedLifetime>();
        }

        builder.Services.Configure<HostOptions>(o =>
        {
            o.ShutdownTimeout = TimeSpan.FromSeconds(20);
            // They know nothing of each other; what needs the port to be open waits for it.
            o.ServicesStartConcurrently = true;
        });
    }

    public static async Task PrepareAsync(this WebApplication app, ModuleModel model, IServiceCollection services, CancellationToken ct)
    {
        // Closes the route table, so that the check and the first request read the same endpoints, built once.
        app.UseEndpoints(static _ => { });
        var endpoints = app.Services.GetRequiredService<EndpointDataSource>().Endpoints;
        var findings = StartCheck.Findings(model, services, endpoints, app.Configuration);
        if (findings.Count > 0)
        {
            throw new InvalidStartException("The modules do not fit together:\n  " + string.Join("\n  ", findings));
        }

        await Task.WhenAll(
            app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(ct),
            app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(ct)
        );
    }
}
