using LeakyCauldron.Host.Startup;
using Serilog;
using Serilog.Events;
using Serilog.Formatting.Compact;

namespace LeakyCauldron.Host.Observability;

/// <summary>
/// Structured logs: everything as JSON lines in <c>DATA_DIR/logs</c>, warnings on the console; <c>Logs:Console=json</c> writes JSON to the console instead, as containers want.
/// Framework logs that would print paths or SQL parameters stay off.
/// </summary>
internal static class Logs
{
    public static void AddLogs(this WebApplicationBuilder builder, Verb verb)
    {
        var configuration = builder.Configuration;
        var minimum = Enum.TryParse<LogEventLevel>(configuration["Logs:Level"], ignoreCase: true, out var level) ? level : LogEventLevel.Information;
        var logger = new LoggerConfiguration()
            .MinimumLevel.Is(minimum)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Extensions.Diagnostics.HealthChecks", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore", LogEventLevel.Error)
            // A lost race is an error here, and is run again by the unit of work; what nobody handles is logged where it ends.
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Update", LogEventLevel.Fatal)
            .MinimumLevel.Override("Microsoft.EntityFrameworkCore.Database.Command", LogEventLevel.Fatal)
            .MinimumLevel.Override("System.Net.Http", LogEventLevel.Warning)
            .MinimumLevel.Override("Npgsql", LogEventLevel.Warning)
            .MinimumLevel.Override("Quartz", LogEventLevel.Warning)
            .MinimumLevel.Override("OpenIddict", LogEventLevel.Warning)
            .MinimumLevel.Override("Yarp", LogEventLevel.Warning)
            .Enrich.FromLogContext()
            .Enrich.With<SecretRedaction>();
        var formatter = new CompactJsonFormatter();
        _ =
            configuration["Logs:Console"] == "json"
                ? logger.WriteTo.Console(formatter)
                : logger.WriteTo.Console(
                    restrictedToMinimumLevel: LogEventLevel.Warning,
                    formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                    outputTemplate: "{Level:u3} {SourceContext}: {Message:lj}{NewLine}{Exception}"
                );
        if (verb == Verb.Serve)
        {
            logger.WriteTo.File(
                formatter,
                Path.Combine(configuration["DATA_DIR"]!, "logs", "host-.log"),
                rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: 64 * 1024 * 1024,
                rollOnFileSizeLimit: true,
                retainedFileCountLimit: 7,
                buffered: true,
                flushToDiskInterval: TimeSpan.FromSeconds(1)
            );
        }

        Log.Logger = logger.CreateLogger();
        builder.Services.AddSerilog(Log.Logger, dispose: false);
    }
}
