using LeakyCauldron.Registry.Directory;
using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Eureka;

/// <summary>The Eureka REST protocol, as Spring's clients (<c>/eureka</c>) and Netflix's (<c>/eureka/v2</c>) speak it.</summary>
internal static class EurekaEndpoints
{
    private const long BodyLimit = 64 * 1024;

    public static void Map(IEndpointRouteBuilder root)
    {
        Map(root, "/eureka");
        Map(root, "/eureka/v2");
    }

    private static void Map(IEndpointRouteBuilder root, string prefix)
    {
        var group = root.MapGroup(prefix).AllowAnonymous().ExcludeFromDescription().WithMetadata(new BodyLimitMetadata(BodyLimit));
        group.AddEndpointFilter(static (context, next) => RegistryAccess.RequireAsync(RegistryRights.Service, context, next));
        group.AddEndpointFilter(static (context, next) => DirectoryEndpoints.OnceThereAsync(context, next));
        group.MapGet("/apps", static async (HttpContext http, RegistryDbContext db) => Applications(http, await AllAsync(db, http)));
        group.MapGet("/apps/delta", static (HttpContext http, RegistryDbContext db) => DeltaAsync(http, db));
        group.MapGet("/apps/{app}", static async (HttpContext http, RegistryDbContext db, string app) => App(http, app, await AllAsync(db, http)));
        group.MapGet(
            "/apps/{app}/{id}",
            static async (HttpContext http, RegistryDbContext db, string app, string id) =>
                One(http, (await AllAsync(db, http)).Find(i => Is(i.App, app) && i.InstanceId == id))
        );
        group.MapGet(
            "/instances/{id}",
            static async (HttpContext http, RegistryDbContext db, string id) => One(http, (await AllAsync(db, http)).Find(i => i.InstanceId == id))
        );
        group.MapGet(
            "/vips/{vip}",
            static async (HttpContext http, RegistryDbContext db, string vip) => Vip(http, await AllAsync(db, http), vip, static r => r.VipAddress)
        );
        group.MapGet(
            "/svips/{vip}",
            static async (HttpContext http, RegistryDbContext db, string vip) =>
                Vip(http, await AllAsync(db, http), vip, static r => r.SecureVipAddress)
        );
        group.MapPost("/apps/{app}", static (HttpContext http, EurekaWrites writes, string app) => writes.RegisterAsync(http, app));
        group.MapPut("/apps/{app}/{id}", static (HttpContext http, EurekaWrites writes, string app, string id) => writes.RenewAsync(http, app, id));
        group.MapDelete(
            "/apps/{app}/{id}",
            static (HttpContext http, EurekaWrites writes, string app, string id) => writes.CancelAsync(http, app, id)
        );
        group.MapPut(
            "/apps/{app}/{id}/status",
            static (HttpContext http, EurekaWrites writes, string app, string id, string value) =>
                writes.OverrideAsync(http, app, id, Statuses.Parse(value))
        );
        group.MapDelete(
            "/apps/{app}/{id}/status",
            static (HttpContext http, EurekaWrites writes, string app, string id) => writes.OverrideAsync(http, app, id, null)
        );
        group.MapPut(
            "/apps/{app}/{id}/metadata",
            static (HttpContext http, EurekaWrites writes, string app, string id) => writes.DescribeAsync(http, app, id)
        );
    }

    private static Task<List<Instance>> AllAsync(RegistryDbContext db, HttpContext http) =>
        db.Instances.AsNoTracking().Where(i => i.Address != "").OrderBy(i => i.App).ThenBy(i => i.InstanceId).ToListAsync(http.RequestAborted);

    private static IResult Applications(HttpContext http, List<Instance> all) =>
        EurekaText.Write(http, "applications", EurekaView.Applications(all.Select(i => (i, "ADDED")), all));

    /// <summary>What changed in the last three minutes, and who went.</summary>
    private static async Task<IResult> DeltaAsync(HttpContext http, RegistryDbContext db)
    {
        var all = await AllAsync(db, http);
        var since = await db.Database.SqlQuery<DateTimeOffset>($"SELECT now() - interval '3 minutes' AS \"Value\"").SingleAsync(http.RequestAborted);
        var gone = await db
            .History.AsNoTracking()
            .Where(h => h.At > since && h.Kind != HistoryKind.Registered)
            .OrderBy(h => h.Id)
            .ToListAsync(http.RequestAborted);
        var changed = all.Where(i => i.UpdatedAt > since).Select(i => (i, i.RegisteredAt > since ? "ADDED" : "MODIFIED"));
        var left = gone.DistinctBy(h => h.InstanceId, StringComparer.Ordinal).Where(h => all.TrueForAll(i => i.InstanceId != h.InstanceId));
        return EurekaText.Write(http, "applications", EurekaView.Applications([.. changed, .. left.Select(h => (AsItWas(h), "DELETED"))], all));
    }

    private static Instance AsItWas(HistoryEntry entry) =>
        new()
        {
            App = entry.App,
            InstanceId = entry.InstanceId,
            Host = entry.Record.HostName,
            Address = "http://" + entry.Record.IpAddr,
            Status = ServiceStatus.Down,
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal),
            Record = entry.Record,
            UpdatedAt = entry.At,
        };

    private static IResult App(HttpContext http, string app, List<Instance> all)
    {
        var found = all.FindAll(i => Is(i.App, app));
        return found.Count == 0
            ? Error.NotFound("application").ToHttp()
            : EurekaText.Write(http, "application", EurekaView.Application(found[0].App, found.Select(i => EurekaView.Instance(i))));
    }

    private static IResult One(HttpContext http, Instance? instance) =>
        instance is null ? Error.NotFound("instance").ToHttp() : EurekaText.Write(http, "instance", EurekaView.Instance(instance));

    private static IResult Vip(HttpContext http, List<Instance> all, string vip, Func<EurekaInstance, string?> address)
    {
        var found = all.FindAll(i => (address(EurekaRecords.Of(i)) ?? "").Split(',').Contains(vip, StringComparer.OrdinalIgnoreCase));
        return found.Count == 0 ? Error.NotFound("vip").ToHttp() : Applications(http, found);
    }

    private static bool Is(string known, string asked) => string.Equals(known, asked, StringComparison.OrdinalIgnoreCase);
}
