using System.Globalization;
using LeakyCauldron.Registry.Directory;
using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Peers;

namespace LeakyCauldron.Registry.Eureka;

/// <summary>What foreign services change: only what is theirs; the shop's own modules are no instances to them.</summary>
internal sealed class EurekaWrites(
    Registrations registrations,
    RegistrationText text,
    RegistryAccess access,
    RegistryOptions options,
    PeerQueues peers
)
{
    /// <summary>How far an instance's clock may be ahead.</summary>
    private static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(5);

    public async Task<IResult> RegisterAsync(HttpContext http, string app)
    {
        if (await EurekaText.ReadAsync(http) is not { } body)
        {
            return Error.Validation("instance", "The body is not a registration.").ToHttp();
        }

        var read = text.Read(app, body, access.IsLoopback(http));
        if (read.IsError)
        {
            return read.Error.ToHttp();
        }

        var given = read.Value;
        var replicated = Replicated.Is(http, access);
        var done = await registrations.ChangeAsync((db, now) => RegisterAsync(db, now, given, replicated, http.RequestAborted), http.RequestAborted);
        if (!done.IsError && !replicated)
        {
            peers.Tell(PeerNewsKind.Registered, given.App, given.InstanceId);
        }

        return done.ToNoContent();
    }

    public Task<IResult> RenewAsync(HttpContext http, string app, string id) =>
        ChangeAsync(
            http,
            app,
            id,
            PeerNewsKind.Renewed,
            (instance, now) =>
            {
                var said = http.Request.Query["status"].ToString();
                var dirty = Number(http.Request.Query["lastDirtyTimestamp"]);
                // A client that knows of a newer self of its must tell it.
                if (instance.Effective == ServiceStatus.Unknown || dirty > instance.DirtyAt)
                {
                    return Error.NotFound("instance");
                }

                instance.Renew(now);
                if (said.Length > 0 && Statuses.Parse(said) is var status && status != instance.Status && status != ServiceStatus.Unknown)
                {
                    instance.Status = status;
                    instance.Touch(now);
                }

                return null;
            }
        );

    public Task<IResult> CancelAsync(HttpContext http, string app, string id) =>
        ChangeAsync(http, app, id, PeerNewsKind.Cancelled, static (_, _) => null);

    public Task<IResult> OverrideAsync(HttpContext http, string app, string id, ServiceStatus? status) =>
        ChangeAsync(
            http,
            app,
            id,
            PeerNewsKind.Overridden,
            (instance, now) =>
            {
                instance.Override = status == ServiceStatus.Unknown ? null : status;
                instance.Touch(now);
                return null;
            }
        );

    public Task<IResult> DescribeAsync(HttpContext http, string app, string id) =>
        ChangeAsync(
            http,
            app,
            id,
            PeerNewsKind.Registered,
            (instance, now) =>
            {
                var metadata = instance.Metadata.ToDictionary(StringComparer.Ordinal);
                foreach (var (key, value) in http.Request.Query)
                {
                    metadata[key] = value.ToString();
                }

                // A path is claimed with a registration, where others' claims are looked at.
                if (metadata.GetValueOrDefault(ServiceMetadata.Route) != instance.Metadata.GetValueOrDefault(ServiceMetadata.Route))
                {
                    return Error.Validation("route", "A route is changed by a new registration.");
                }

                instance.Metadata = metadata;
                instance.Touch(now);
                return text.Refuse(metadata);
            }
        );

    private async Task<Result<Unit>> RegisterAsync(
        Persistence.RegistryDbContext db,
        DateTimeOffset now,
        Instance given,
        bool replicated,
        CancellationToken ct
    )
    {
        if (given.DirtyAt > (now + ClockSkew).ToUnixTimeMilliseconds())
        {
            return Error.Validation("lastDirtyTimestamp", "It is in the future by the registry's clock.", "timestamp_in_future");
        }

        var all = await db.Instances.ToListAsync(ct);
        var old = all.Find(i => i.InstanceId == given.InstanceId);
        if (old is not null && (old.App != given.App || (old.Address != given.Address && old.ExpiresAt > now)))
        {
            return Error.Conflict("instance_id_taken", "Another instance has this id, and its lease has not ended.");
        }

        if (
            given.Metadata.GetValueOrDefault(ServiceMetadata.Route) is { } route
            && all.Exists(i =>
                i.App != given.App && string.Equals(i.Metadata.GetValueOrDefault(ServiceMetadata.Route), route, StringComparison.OrdinalIgnoreCase)
            )
        )
        {
            return Error.Conflict("route_taken", $"{route} is routed to another service.");
        }

        if (old is null && all.Count >= options.MaxInstances)
        {
            return Error.Unavailable("registry_full", "The registry holds as many instances as it may.");
        }

        if (old is not null)
        {
            if (old.DirtyAt > given.DirtyAt && replicated)
            {
                return Error.Conflict("newer_registration", "This registry knows a newer registration of the instance.");
            }

            if (old.DirtyAt > given.DirtyAt)
            {
                // What it says is older than what is known of it.
                old.Renew(now);
                return Unit.Value;
            }

            given.Override = old.Override;
            given.UpSince = old.UpSince;
            db.Instances.Remove(old);
            await db.SaveChangesAsync(ct);
        }

        given.RegisteredAt = now;
        given.Renew(now);
        given.Touch(now);
        db.Instances.Add(given);
        Registrations.Remember(db, given, HistoryKind.Registered, now);
        return Unit.Value;
    }

    private async Task<IResult> ChangeAsync(HttpContext http, string app, string id, PeerNewsKind kind, Func<Instance, DateTimeOffset, Error?> change)
    {
        var name = app.ToLowerInvariant();
        var error = await registrations.ChangeAsync(
            async (db, now) =>
            {
                var instance = await db.Instances.FirstOrDefaultAsync(
                    i => i.App == name && i.InstanceId == id && i.Process == null,
                    http.RequestAborted
                );
                var refusal = instance is null ? Error.NotFound("instance") : change(instance, now);
                if (refusal is not null)
                {
                    db.ChangeTracker.Clear();
                }
                else if (kind == PeerNewsKind.Cancelled)
                {
                    Registrations.Remove(db, instance!, HistoryKind.Cancelled, now);
                }

                return refusal;
            },
            http.RequestAborted
        );
        if (error is not null)
        {
            return error.ToHttp();
        }

        if (!Replicated.Is(http, access))
        {
            peers.Tell(kind, name, id);
        }

        return TypedResults.Ok();
    }

    private static long Number(string? value) => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
