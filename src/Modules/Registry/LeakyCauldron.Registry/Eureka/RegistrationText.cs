using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using LeakyCauldron.Registry.Domain;

namespace LeakyCauldron.Registry.Eureka;

/// <summary>Reads a foreign service's registration and refuses what it may not claim.</summary>
internal sealed partial class RegistrationText(RegistryOptions options, ModuleModel model)
{
    private const int MaxMetadata = 64;
    private static readonly string[] Reserved =
    [
        "api",
        "connect",
        "admin",
        "eureka",
        "health",
        "metrics",
        "openapi",
        "swagger",
        "redoc",
        "map",
        "pictures",
        "internal",
        ".well-known",
    ];

    private readonly IPNetwork[] _networks =
    [
        .. options.AllowedNetworks.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(n => IPNetwork.Parse(n)),
    ];

    public Result<Instance> Read(string app, JsonObject body, bool loopback)
    {
        var id = Text(body, "instanceId") ?? Text(body, "hostName");
        var (host, ip) = (Text(body, "hostName"), Text(body, "ipAddr"));
        if (!AppName().IsMatch(app) || !string.Equals(Text(body, "app"), app, StringComparison.OrdinalIgnoreCase))
        {
            return Error.Validation("app", "The application's name is that of the path: letters, digits, dots, dashes and underscores, at most 60.");
        }

        if (model.Modules.Any(m => string.Equals(m.Name, app, StringComparison.OrdinalIgnoreCase)))
        {
            return Error.Forbidden("module_name_taken", $"{app} is a module of this shop; no foreign service may have its name.");
        }

        if (
            id is null or { Length: > 255 }
            || id.Contains('/', StringComparison.Ordinal)
            || host is null or { Length: > 253 }
            || Text(body["dataCenterInfo"] as JsonObject, "name") is null
        )
        {
            return Error.Validation("instance", "instanceId, hostName, ipAddr and dataCenterInfo.name are needed.");
        }

        if (!IPAddress.TryParse(ip, out var address) || !Allowed(address, loopback))
        {
            return Error.Validation("ipAddr", "The address is not in a network that services may be in.", "address_not_allowed");
        }

        var port = PortOf(body["port"], 80);
        var secure = PortOf(body["securePort"], 443);
        var at = port.Enabled || !secure.Enabled ? port.Port : secure.Port;
        if (port.Port is < 1 or > 65535 || secure.Port is < 0 or > 65535 || at < 1)
        {
            return Error.Validation("port", "A port is a number from 1 to 65535.");
        }

        var metadata = Metadata(body["metadata"] as JsonObject);
        return Refuse(metadata) is { } error ? error : Build(app, id, host, address, at, port, secure, body, metadata);
    }

    /// <summary>Why a foreign service may not have such metadata.</summary>
    public Error? Refuse(IReadOnlyDictionary<string, string> metadata)
    {
        if (metadata.Count > MaxMetadata || metadata.Any(m => m.Key.Length > 100 || m.Value.Length > 1000))
        {
            return Error.Validation("metadata", "At most 64 entries with keys of at most 100 and values of at most 1000 characters.");
        }

        if (metadata.ContainsKey(ServiceMetadata.ServiceKey) || metadata.ContainsKey(ServiceMetadata.Process))
        {
            return Error.Forbidden("shop_metadata", "Only the shop's own processes have such metadata.");
        }

        if (metadata.GetValueOrDefault(ServiceMetadata.Route) is not { } route)
        {
            return null;
        }

        if (route.Length > 200 || !RoutePath().IsMatch(route))
        {
            return Error.Validation("metadata.route", "A route is a path such as /wands.");
        }

        var first = route.Split('/')[1];
        return
            Reserved.Contains(first, StringComparer.OrdinalIgnoreCase)
            || model.Modules.Any(m => string.Equals(m.Name, first, StringComparison.OrdinalIgnoreCase))
            ? Error.Forbidden("route_reserved", $"/{first} belongs to the shop.")
            : null;
    }

    private static Instance Build(
        string app,
        string id,
        string host,
        IPAddress address,
        int at,
        (int Port, bool Enabled) port,
        (int Port, bool Enabled) secure,
        JsonObject body,
        Dictionary<string, string> metadata
    )
    {
        var scheme = port.Enabled || !secure.Enabled ? "http" : "https";
        var lease = body["leaseInfo"] as JsonObject;
        return new Instance
        {
            App = app.ToLowerInvariant(),
            InstanceId = id,
            Host = host,
            Port = at,
            // The address that was checked, and no name that may mean another one tomorrow.
            Address = new UriBuilder(scheme, address.ToString(), at).Uri.ToString(),
            Status = Text(body, "status") is { } status ? Statuses.Parse(status) : ServiceStatus.Up,
            Metadata = metadata,
            DirtyAt = Number(body, "lastDirtyTimestamp", 0),
            DurationSeconds = (int)Math.Clamp(Number(lease, "durationInSecs", Lease.DefaultDurationSeconds), 1, Lease.LongestDurationSeconds),
            RenewalSeconds = (int)Math.Clamp(Number(lease, "renewalIntervalInSecs", Lease.DefaultRenewalSeconds), 1, Lease.LongestDurationSeconds),
            Record = new EurekaInstance(host, address.ToString(), port.Port, port.Enabled, secure.Port, secure.Enabled)
            {
                AppGroupName = Short(body, "appGroupName"),
                VipAddress = Short(body, "vipAddress"),
                SecureVipAddress = Short(body, "secureVipAddress"),
                HomePageUrl = Short(body, "homePageUrl"),
                StatusPageUrl = Short(body, "statusPageUrl"),
                HealthCheckUrl = Short(body, "healthCheckUrl"),
                SecureHealthCheckUrl = Short(body, "secureHealthCheckUrl"),
                DataCenter = Short((JsonObject)body["dataCenterInfo"]!, "name")!,
                DataCenterClass = Short((JsonObject)body["dataCenterInfo"]!, "@class"),
                AsgName = Short(body, "asgName"),
            },
        };
    }

    private bool Allowed(IPAddress address, bool loopback) =>
        IPAddress.IsLoopback(address) ? loopback : Array.Exists(_networks, n => n.Contains(address));

    private static Dictionary<string, string> Metadata(JsonObject? given) =>
        (given ?? [])
            .Where(p => p.Key != "@class" && p.Value is JsonValue)
            .ToDictionary(p => p.Key, p => p.Value!.ToString(), StringComparer.Ordinal);

    private static (int Port, bool Enabled) PortOf(JsonNode? node, int fallback) =>
        node switch
        {
            JsonObject o => (
                (int)Math.Clamp(Number(o, "$", fallback), -1, 70000),
                !string.Equals(Text(o, "@enabled"), "false", StringComparison.OrdinalIgnoreCase)
            ),
            JsonValue v when int.TryParse(v.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var port) => (port, true),
            null => (fallback, fallback == 80),
            _ => (-1, true),
        };

    private static string? Text(JsonObject? body, string name) =>
        body?[name] is JsonValue value && value.ToString() is { Length: > 0 } text ? text : null;

    private static string? Short(JsonObject body, string name) => Text(body, name) is { Length: <= 500 } text ? text : null;

    private static long Number(JsonObject? body, string name, long fallback) =>
        long.TryParse(Text(body, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : fallback;

    [GeneratedRegex(@"^[A-Za-z0-9._-]{1,60}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex AppName();

    [GeneratedRegex(@"^(/[A-Za-z0-9_-][A-Za-z0-9._~-]*)+\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex RoutePath();
}
