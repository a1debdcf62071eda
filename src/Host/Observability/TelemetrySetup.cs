using System.Text.RegularExpressions;
using LeakyCauldron.BuildingBlocks.Pipeline;
using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace LeakyCauldron.Host.Observability;

/// <summary>Traces from HTTP through handler, SQL and outbox to the consumer; metrics for Prometheus; OTLP where an endpoint is set.</summary>
internal static partial class TelemetrySetup
{
    public static void AddTelemetry(this WebApplicationBuilder builder)
    {
        var otlp = !string.IsNullOrWhiteSpace(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(r => r.AddService("leaky-cauldron"))
            .WithTracing(tracing =>
            {
                tracing
                    .SetSampler(
                        new ParentBasedSampler(
                            new TraceIdRatioBasedSampler(builder.Configuration.GetValue("Telemetry:SampleRatio", otlp ? 1.0 : 0.01))
                        )
                    )
                    .AddSource(Telemetry.Name)
                    .AddNpgsql()
                    .AddHttpClientInstrumentation()
                    .AddAspNetCoreInstrumentation(o =>
                    {
                        o.Filter = static http => !http.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal);
                        o.EnrichWithHttpResponse = static (activity, response) =>
                            activity.SetTag("url.path", CartKey().Replace(response.HttpContext.Request.Path.Value ?? "/", "{cart}"));
                    });
                if (otlp)
                {
                    tracing.AddOtlpExporter();
                }
            })
            .WithMetrics(metrics =>
            {
                metrics
                    .AddMeter(Telemetry.Name)
                    .AddMeter("Npgsql")
                    .AddAspNetCoreInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddPrometheusExporter();
                if (otlp)
                {
                    metrics.AddOtlpExporter();
                }
            });
    }

    /// <summary>The id of a guest cart is a key and must not rest in traces.</summary>
    [GeneratedRegex("(?<=/carts/)[0-9a-fA-F-]{36}", RegexOptions.None, 100)]
    private static partial Regex CartKey();
}
