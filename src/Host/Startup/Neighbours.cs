using System.Globalization;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Startup;

/// <summary>What a process that serves only some of the modules needs to know of the others, derived from the one setting that names the registry.</summary>
internal static class Neighbours
{
    private const string Identity = "identity";

    /// <summary>Where the registry, and with it the shop, is reached; null for a process that has no registry elsewhere.</summary>
    public static string? Origin(IConfiguration configuration)
    {
        var first = configuration["Registry:Url"]
            ?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .FirstOrDefault();
        return first is null ? null
            : Uri.TryCreate(first, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" ? url.GetLeftPart(UriPartial.Authority)
            : throw new InvalidStartException($"Registry__Url is \"{first}\"; it must be an http or https address.");
    }

    /// <summary>
    /// The database of what is no module's own (jobs, data-protection keys, the events' log): <c>Postgres</c>, else the one of the first module here, if each has its own.
    /// Keys of access tokens come through the shop's address where Identity is elsewhere.
    /// </summary>
    public static void AddNeighbours(this WebApplicationBuilder builder)
    {
        var configuration = builder.Configuration;
        string[] enabled =
        [
            .. EnabledModules.Parse(configuration["Modules:Enabled"], [.. HostModules.All.Select(m => m.Name)]).Order(StringComparer.Ordinal),
        ];
        if (!enabled.Contains(Identity, StringComparer.Ordinal))
        {
            configuration["Identity:Authority"] ??= Origin(configuration) ?? Own(configuration);
        }

        if (IsBlank(configuration.GetConnectionString("Postgres")))
        {
            ChooseDatabase(configuration, enabled);
        }
    }

    private static void ChooseDatabase(ConfigurationManager configuration, string[] enabled)
    {
        var remote = Origin(configuration) is not null;
        if (Array.Find(enabled, m => IsBlank(configuration.GetConnectionString(m))) is { } missing)
        {
            if (remote)
            {
                throw new InvalidStartException(
                    $"A process with Registry__Url needs ConnectionStrings__Postgres or ConnectionStrings__{Title(missing)}; it does not start a Postgres of its own."
                );
            }

            return;
        }

        if (remote && IsBlank(configuration["Kafka:BootstrapServers"]))
        {
            throw new InvalidStartException(
                "A process with Registry__Url and a database of its own shares its events over Kafka: set Kafka__BootstrapServers."
            );
        }

        configuration["ConnectionStrings:Postgres"] = configuration.GetConnectionString(enabled[0]);
    }

    private static string Own(IConfiguration configuration)
    {
        var bind = configuration["BIND"] is "0.0.0.0" or "::" or "[::]" or null ? "127.0.0.1" : configuration["BIND"];
        return string.Create(CultureInfo.InvariantCulture, $"http://{bind}:{configuration["PORT"]}");
    }

    private static string Title(string module) => char.ToUpperInvariant(module[0]) + module[1..];

    private static bool IsBlank(string? text) => string.IsNullOrWhiteSpace(text);
}
