using System.Globalization;
using LeakyCauldron.Notifications.Live;
using LeakyCauldron.Notifications.Persistence;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Hosting;

namespace LeakyCauldron.Notifications.Features.StreamNotifications;

/// <summary>Server-sent events. Each carries the inbox's sequence number as its id, so a reconnect goes on exactly where it broke off, on any host.</summary>
internal static class StreamNotificationsEndpoint
{
    private const int Batch = 100;

    /// <summary>Not longer than an access token lives: who was shut out may not listen on.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/me/notifications/stream", StreamAsync)
            .Describe("streamNotifications", "Notifications", "The caller's notifications as they come (server-sent events), by token or ticket")
            .Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblems(400, 401, 429)
            .AllowAnonymous();

    private static async Task StreamAsync(
        string? ticket,
        string? lastEventId,
        [FromHeader(Name = "Last-Event-ID")] string? resumeAfter,
        HttpContext http,
        Caller caller,
        IServiceScopeFactory scopes,
        LiveStreams streams,
        IHostApplicationLifetime lifetime,
        TimeProvider time,
        CancellationToken ct
    )
    {
        var from = PositionOf(resumeAfter ?? lastEventId);
        if (from.Error is { } invalid)
        {
            await Problems.WriteAsync(http, invalid);
            return;
        }

        if (await WhoAsync(ticket, caller, scopes, time, ct) is not { } userId)
        {
            await Problems.WriteAsync(http, Error.Unauthorized());
            return;
        }

        using var stream = streams.Open(userId);
        if (stream is null)
        {
            await Problems.WriteAsync(
                http,
                new Error(ErrorKind.TooMany, "too_many_streams", "Close another stream first.") { RetryAfterSeconds = 5 }
            );
            return;
        }

        using var limit = new CancellationTokenSource(RemainingOf(http, time), time);
        using var until = CancellationTokenSource.CreateLinkedTokenSource(ct, lifetime.ApplicationStopping, limit.Token);
        try
        {
            await WriteAsync(http, new NotificationFeed(scopes, userId), stream, from.Value, until.Token);
        }
        catch (OperationCanceledException) when (until.IsCancellationRequested)
        {
            // The end of every stream: the caller hung up, its time is over, or the host stops. It comes back with Last-Event-ID.
            return;
        }
    }

    private static async Task WriteAsync(HttpContext http, NotificationFeed feed, LiveStream stream, long? from, CancellationToken ct)
    {
        var response = http.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-cache, no-transform";
        response.Headers["X-Accel-Buffering"] = "no";
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // Without data this is no event, but it tells the client where it stands, should the line break before the first one.
        var newest = await feed.NewestAsync(ct);
        var position = Math.Min(from ?? newest, newest);
        await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"retry: 2000\nid: {position}\n\n"), ct);
        await response.Body.FlushAsync(ct);
        while (true)
        {
            var batch = await feed.AfterAsync(position, Batch, ct);
            foreach (var (sequence, json) in batch)
            {
                await response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $"id: {sequence}\ndata: {json}\n\n"), ct);
                position = sequence;
            }

            await response.Body.FlushAsync(ct);
            if (batch.Count < Batch && !await stream.WaitBeyondAsync(position, KeepAlive, ct))
            {
                await response.WriteAsync(": keep-alive\n\n", ct);
                await response.Body.FlushAsync(ct);
            }
        }
    }

    private static async Task<Guid?> WhoAsync(string? ticket, Caller caller, IServiceScopeFactory scopes, TimeProvider time, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(ticket))
        {
            return caller.UserId;
        }

        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationsDbContext>();
        return await StreamTickets.RedeemAsync(db, ticket, time.GetUtcNow(), ct);
    }

    private static Result<long?> PositionOf(string? lastEventId)
    {
        if (string.IsNullOrEmpty(lastEventId))
        {
            return new Result<long?>(null, null);
        }

        return long.TryParse(lastEventId, NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            ? new Result<long?>(position, null)
            : Error.Validation("Last-Event-ID", "This is not the id of an event of this stream.", "invalid_last_event_id");
    }

    private static TimeSpan RemainingOf(HttpContext http, TimeProvider time)
    {
        if (!long.TryParse(http.User.FindFirst("exp")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return Lifetime;
        }

        var remaining = DateTimeOffset.FromUnixTimeSeconds(seconds) - time.GetUtcNow();
        return remaining < TimeSpan.Zero ? TimeSpan.Zero
            : remaining < Lifetime ? remaining
            : Lifetime;
    }
}
