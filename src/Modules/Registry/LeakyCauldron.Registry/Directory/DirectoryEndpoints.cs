using LeakyCauldron.Registry.Leases;
using LeakyCauldron.Registry.Peers;
using Npgsql;

namespace LeakyCauldron.Registry.Directory;

/// <summary>What the shop's own processes ask of the registry beside the Eureka protocol: one registration for all modules of a process, and changes as they happen.</summary>
internal static class DirectoryEndpoints
{
    private const int LongestWaitSeconds = 30;

    public static void Map(IEndpointRouteBuilder root)
    {
        var group = root.MapGroup("/eureka").AllowAnonymous().ExcludeFromDescription();
        group.AddEndpointFilter(static (context, next) => RegistryAccess.RequireAsync(RegistryRights.Shop, context, next));
        group.AddEndpointFilter(static (context, next) => OnceThereAsync(context, next));
        group.MapPut("/processes/{process:guid}", PutAsync);
        group.MapDelete(
            "/processes/{process:guid}",
            static async (Guid process, ProcessTable table, HttpContext http, CancellationToken ct) =>
            {
                await table.RemoveAsync(process, ct);
                Tell(http, PeerNewsKind.ProcessRemoved, process);
                return TypedResults.NoContent();
            }
        );
        group.MapGet("/directory", FollowAsync);
    }

    /// <summary>While the host that makes the tables starts, the registry is away, not broken.</summary>
    public static async ValueTask<object?> OnceThereAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (PostgresException e) when (!context.HttpContext.RequestServices.GetRequiredService<StartState>().IsReady)
        {
            return Error.Unavailable("starting", $"The registry is not open yet: {e.SqlState}.").ToHttp();
        }
    }

    private static async Task<IResult> PutAsync(
        Guid process,
        ProcessRegistration registration,
        ProcessTable table,
        ModuleModel model,
        HttpContext http,
        CancellationToken ct
    )
    {
        if (Refuse(process, registration, model) is { } error)
        {
            return error.ToHttp();
        }

        await table.RenewAsync(process, registration.Instances, ct);
        Tell(http, PeerNewsKind.ProcessRenewed, process);
        return TypedResults.NoContent();
    }

    private static void Tell(HttpContext http, PeerNewsKind kind, Guid process)
    {
        if (!Replicated.Is(http, http.RequestServices.GetRequiredService<RegistryAccess>()))
        {
            http.RequestServices.GetRequiredService<PeerQueues>().Tell(kind, "", process.ToString());
        }
    }

    private static Error? Refuse(Guid process, ProcessRegistration registration, ModuleModel model)
    {
        if (registration.Instances.Count == 0 || registration.Instances.Count > model.Modules.Count)
        {
            return Error.Validation("instances", "One instance a module.");
        }

        foreach (var instance in registration.Instances)
        {
            if (model.Modules.All(m => m.Name != instance.App))
            {
                return Error.Validation("instances.app", $"\"{instance.App}\" is not a module of this shop.");
            }

            if (!instance.Address.IsAbsoluteUri || instance.Address.Scheme is not ("http" or "https") || instance.InstanceId.Length > 255)
            {
                return Error.Validation("instances.address", "An address is an http address without a path.");
            }

            if (instance.Metadata.GetValueOrDefault(ServiceMetadata.Process) != process.ToString())
            {
                return Error.Validation("instances.metadata", "A process registers nobody but itself.");
            }
        }

        return null;
    }

    /// <summary>200 with the directory once it is another than the known one, 204 if it stays the same for the whole wait.</summary>
    private static async Task<IResult> FollowAsync(
        string? known,
        int? wait,
        ServiceDirectory directory,
        TimeProvider time,
        Microsoft.Extensions.Hosting.IHostApplicationLifetime lifetime,
        CancellationToken ct
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = directory.Changed().RegisterChangeCallback(static s => ((TaskCompletionSource)s!).TrySetResult(), changed);
        if (directory.Tag == known)
        {
            await Task.WhenAny(changed.Task, Task.Delay(TimeSpan.FromSeconds(Math.Clamp(wait ?? 0, 0, LongestWaitSeconds)), time, limit.Token));
        }

        return directory.Page is var page && page.Tag == known ? TypedResults.NoContent() : TypedResults.Json(page, Json.Wire);
    }
}
