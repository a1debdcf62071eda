using System.Globalization;
using System.Text;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace LeakyCauldron.Host.Observability;

/// <summary><c>/health/live</c> says the process runs; <c>/health/ready</c> has one line a dependency and is 200 only once the shop is open.</summary>
internal static class Health
{
    private static readonly TimeSpan CheckTimeout = TimeSpan.FromSeconds(5);

    public static void AddHealth(this WebApplicationBuilder builder, ModuleModel model)
    {
        var checks = builder.Services.AddHealthChecks().AddCheck<StartHealth>("start");
        foreach (var module in model.Enabled.Where(m => m.DbContext is not null))
        {
            checks.Add(
                new HealthCheckRegistration(
                    $"database {module.Name}",
                    p => new DatabaseHealth(p.GetRequiredKeyedService<ModuleDatabase>(module.Name)),
                    null,
                    null,
                    CheckTimeout
                )
            );
        }

        foreach (var module in model.Enabled)
        {
            checks.Add(
                new HealthCheckRegistration(
                    $"module {module.Name}",
                    p => new ModuleHealth(module.Name, p.GetRequiredService<MessagingHealth>()),
                    HealthStatus.Degraded,
                    null,
                    CheckTimeout
                )
            );
        }

        // Too slow an answer is no reason to close the shop either.
        checks.AddCheck<BrokerHealth>("broker", HealthStatus.Degraded, timeout: CheckTimeout);
        checks.AddCheck<OutboxHealth>("outbox", HealthStatus.Degraded, timeout: CheckTimeout);
        checks.AddCheck<ConsumerHealth>("consumers", HealthStatus.Degraded, timeout: CheckTimeout);
    }

    public static void MapHealth(this WebApplication app)
    {
        app.MapGet("/health/live", static () => TypedResults.Text("alive\n")).AllowAnonymous().ExcludeFromDescription();
        app.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = WriteAsync }).AllowAnonymous();
        app.MapPrometheusScrapingEndpoint("/metrics").AllowAnonymous();
    }

    private static Task WriteAsync(HttpContext http, HealthReport report)
    {
        var lines = new StringBuilder();
        foreach (var (name, entry) in report.Entries)
        {
            lines.Append(
                CultureInfo.InvariantCulture,
                $"{name}: {entry.Status.ToString().ToLowerInvariant()} {entry.Description} ({entry.Duration.TotalMilliseconds:0} ms)\n"
            );
        }

        http.Response.ContentType = "text/plain; charset=utf-8";
        return http.Response.WriteAsync(lines.ToString(), http.RequestAborted);
    }

    private sealed class StartHealth(StartState state) : IHealthCheck
    {
        public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken) =>
            Task.FromResult(state.IsReady ? HealthCheckResult.Healthy("done") : HealthCheckResult.Unhealthy(state.Step));
    }

    private sealed class DatabaseHealth(ModuleDatabase database) : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken)
        {
            try
            {
                await using var command = database.DataSource.CreateCommand("SELECT 1");
                await command.ExecuteScalarAsync(cancellationToken);
                return HealthCheckResult.Healthy("answers");
            }
            catch (Npgsql.NpgsqlException e)
            {
                return HealthCheckResult.Unhealthy(e.GetType().Name);
            }
        }
    }
}
