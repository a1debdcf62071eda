using System.Globalization;
using System.Text.Json.Nodes;
using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;

namespace LeakyCauldron.Registry.Eureka;

/// <summary>Instances as Eureka clients read them.</summary>
internal static class EurekaView
{
    public static JsonObject Applications(IEnumerable<(Instance Instance, string Action)> listed, IReadOnlyList<Instance> all) =>
        new()
        {
            ["versions__delta"] = "1",
            ["apps__hashcode"] = Hash(all),
            ["application"] = new JsonArray([
                .. listed
                    .GroupBy(i => i.Instance.App, StringComparer.Ordinal)
                    .Select(JsonNode (g) => Application(g.Key, g.Select(x => Instance(x.Instance, x.Action)))),
            ]),
        };

    public static JsonObject Application(string app, IEnumerable<JsonObject> instances) =>
        new() { ["name"] = app.ToUpperInvariant(), ["instance"] = new JsonArray([.. instances]) };

    /// <summary>How many instances there are of each status: a client that counts otherwise reads everything again.</summary>
    private static string Hash(IEnumerable<Instance> all) =>
        string.Concat(
            all.GroupBy(i => Statuses.Eureka(i.Effective), StringComparer.Ordinal)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key}_{g.Count()}_"))
        );

    public static JsonObject Instance(Instance i, string action = "ADDED")
    {
        var record = EurekaRecords.Of(i);
        var metadata = new JsonObject();
        foreach (var (key, value) in i.Metadata)
        {
            metadata[key] = value;
        }

        var view = new JsonObject
        {
            ["instanceId"] = i.InstanceId,
            ["app"] = i.App.ToUpperInvariant(),
            ["hostName"] = record.HostName,
            ["ipAddr"] = record.IpAddr,
            ["status"] = Statuses.Eureka(i.Effective),
            ["overriddenStatus"] = Statuses.Eureka(i.Override ?? ServiceStatus.Unknown),
            ["port"] = Port(record.Port, record.PortEnabled),
            ["securePort"] = Port(record.SecurePort, record.SecurePortEnabled),
            ["countryId"] = record.CountryId,
            ["dataCenterInfo"] = new JsonObject
            {
                ["@class"] = record.DataCenterClass ?? "com.netflix.appinfo.InstanceInfo$DefaultDataCenterInfo",
                ["name"] = record.DataCenter,
            },
            ["leaseInfo"] = new JsonObject
            {
                ["renewalIntervalInSecs"] = i.RenewalSeconds,
                ["durationInSecs"] = i.DurationSeconds,
                ["registrationTimestamp"] = i.RegisteredAt.ToUnixTimeMilliseconds(),
                ["lastRenewalTimestamp"] = i.RenewedAt.ToUnixTimeMilliseconds(),
                ["evictionTimestamp"] = 0,
                ["serviceUpTimestamp"] = i.UpSince?.ToUnixTimeMilliseconds() ?? 0,
            },
            ["metadata"] = metadata,
            ["isCoordinatingDiscoveryServer"] = "false",
            ["lastUpdatedTimestamp"] = i.UpdatedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["lastDirtyTimestamp"] = i.DirtyAt.ToString(CultureInfo.InvariantCulture),
            ["actionType"] = action,
        };
        Add(view, "appGroupName", record.AppGroupName);
        Add(view, "vipAddress", record.VipAddress);
        Add(view, "secureVipAddress", record.SecureVipAddress);
        Add(view, "homePageUrl", record.HomePageUrl);
        Add(view, "statusPageUrl", record.StatusPageUrl);
        Add(view, "healthCheckUrl", record.HealthCheckUrl);
        Add(view, "secureHealthCheckUrl", record.SecureHealthCheckUrl);
        Add(view, "asgName", record.AsgName);
        return view;
    }

    private static JsonObject Port(int port, bool enabled) => new() { ["$"] = port, ["@enabled"] = enabled ? "true" : "false" };

    private static void Add(JsonObject view, string name, string? value)
    {
        if (value is not null)
        {
            view[name] = value;
        }
    }
}
