using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.Http.Features;

namespace LeakyCauldron.Host.Map;

/// <summary>The Marauder's Map: a page, and the stream of events it is drawn from. Module health is for everybody, all else for staff.</summary>
internal static class MapEndpoints
{
    private const int MostStreams = 32;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The page comes again with its token, which is then checked again.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(30);

    private static int _streams;

    public static void AddMap(this IServiceCollection services)
    {
        services.AddSingleton<MapTraffic>();
        services.AddSingleton<MapView>();
    }

    public static void MapTheMap(this WebApplication app)
    {
        MapPage.Map(app);
        app.MapGet("/map/stream", StreamAsync).AllowAnonymous().ExcludeFromDescription();
        app.MapGet(MapView.TrafficPath, TrafficAsync).RequireAuthorization(Policies.Staff).ExcludeFromDescription();
    }

    private static async Task<IResult> TrafficAsync(HttpContext http, MapView view, CancellationToken ct) =>
        TypedResults.Json(await view.TrafficAsync(http, ct), Json.Wire);

    private static async Task StreamAsync(HttpContext http, Caller caller, MapView view, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        if (Interlocked.Increment(ref _streams) > MostStreams)
        {
            Interlocked.Decrement(ref _streams);
            await Problems.WriteAsync(http, new Error(ErrorKind.TooMany, "too_many_streams", "Many are looking already.") { RetryAfterSeconds = 5 });
            return;
        }

        using var limit = new CancellationTokenSource(Lifetime);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping, limit.Token);
        try
        {
            await WriteAsync(http, caller.IsStaff, view, until.Token);
        }
        catch (OperationCanceledException) when (lifetime.ApplicationStopping.IsCancellationRequested && !ct.IsCancellationRequested)
        {
            await http.Response.WriteAsync("event: closed\ndata: {}\n\n", ct);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // Hung up, or its time is over: the page comes again.
            return;
        }
        finally
        {
            Interlocked.Decrement(ref _streams);
        }
    }

    private static async Task WriteAsync(HttpContext http, bool staff, MapView view, CancellationToken ct)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        using var timer = new PeriodicTimer(Tick);
        do
        {
            var map = staff ? await view.WholeAsync(http, ct) : view.Health();
            await response.WriteAsync($"event: map\ndata: {JsonSerializer.Serialize(map, Json.Wire)}\n\n", ct);
            await response.Body.FlushAsync(ct);
        } while (await timer.WaitForNextTickAsync(ct));
    }
}
