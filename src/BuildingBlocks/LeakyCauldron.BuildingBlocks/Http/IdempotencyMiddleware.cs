using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.BuildingBlocks.Http;

/// <summary>
/// The Idempotency-Key header (IETF draft-ietf-httpapi-idempotency-key-header-07): the first run's answer is stored and replayed; what moved nothing is not stored.
/// Runs after authorization, so a key cannot reveal anything to a stranger.
/// </summary>
public sealed class IdempotencyMiddleware(RequestDelegate next)
{
    private const string Header = "Idempotency-Key";
    private static readonly string[] ReplayedHeaders = ["Content-Type", "Location", "ETag"];

    /// <summary>Runs, replays or refuses.</summary>
    public async Task InvokeAsync(HttpContext http)
    {
        var endpoint = http.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<IdempotencyMetadata>() is not { } metadata)
        {
            await next(http);
            return;
        }

        var key = http.Request.Headers[Header].ToString();
        if (key.Length == 0)
        {
            await (
                metadata.Required
                    ? Problems.WriteAsync(http, Error.Validation(Header, "This call needs an Idempotency-Key.", "idempotency_key_required"))
                    : next(http)
            );
            return;
        }

        if (key.Length > 255 || key.Any(c => c is < '!' or > '~'))
        {
            await Problems.WriteAsync(http, Error.Validation(Header, "1 to 255 visible ASCII characters.", "idempotency_key_invalid"));
            return;
        }

        var module = endpoint.Metadata.GetRequiredMetadata<ModuleMetadata>().Module;
        var database = http.RequestServices.GetRequiredKeyedService<ModuleDatabase>(module);
        await RunAsync(http, new IdempotencyStore(database.DataSource, module), key);
    }

    private async Task RunAsync(HttpContext http, IdempotencyStore store, string key)
    {
        var body = await BufferAsync(http);
        var scope = ScopeOf(http, body);
        var fingerprint = Fingerprint(http, body);
        var token = Guid.CreateVersion7();
        var state = await store.ClaimAsync(scope, key, fingerprint, token, http.RequestAborted);
        if (!state.Fingerprint.AsSpan().SequenceEqual(fingerprint))
        {
            await Problems.WriteAsync(http, new Error(ErrorKind.Unprocessable, "idempotency_key_reused", "This key was used for another request."));
        }
        else if (state.Mine)
        {
            await ExecuteAsync(http, store, new(scope, key, token, state.Result), scope, token);
        }
        else if (state.Running)
        {
            await Problems.WriteAsync(
                http,
                Error.Conflict("request_in_progress", "The first call with this key is still running.") with
                {
                    RetryAfterSeconds = 1,
                }
            );
        }
        else
        {
            await ReplayAsync(http, state);
        }
    }

    private async Task ExecuteAsync(HttpContext http, IdempotencyStore store, IdempotencyScope run, string scope, Guid token)
    {
        var original = http.Response.Body;
        using var buffer = new MemoryStream();
        using var done = new CancellationTokenSource();
        var renewing = RenewAsync(store, scope, run.Key, token, done.Token);
        http.Response.Body = buffer;
        IdempotencyScope.Current = run;
        var stored = false;
        try
        {
            await next(http);
            if (http.Response.StatusCode is (>= 200 and < 300) or 402)
            {
                var headers = ReplayedHeaders
                    .Where(h => http.Response.Headers.ContainsKey(h))
                    .ToDictionary(h => h, h => http.Response.Headers[h].ToString(), StringComparer.Ordinal);
                await store.CompleteAsync(scope, run.Key, token, http.Response.StatusCode, headers, buffer.ToArray(), CancellationToken.None);
                stored = true;
            }
        }
        finally
        {
            IdempotencyScope.Current = null;
            http.Response.Body = original;
            await done.CancelAsync();
            await renewing;
            if (!stored)
            {
                await store.ReleaseAsync(scope, run.Key, token, run.ResultStored || run.StoredResult is not null, CancellationToken.None);
            }
        }

        buffer.Position = 0;
        await buffer.CopyToAsync(original, http.RequestAborted);
    }

    private static async Task ReplayAsync(HttpContext http, IdempotencyState state)
    {
        http.Response.StatusCode = state.Status!.Value;
        foreach (var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(state.Headers ?? "{}")!)
        {
            http.Response.Headers[name] = value;
        }

        http.Response.Headers["Idempotent-Replayed"] = "true";
        http.Response.Headers.CacheControl = "no-store";
        await http.Response.Body.WriteAsync(state.Body ?? [], http.RequestAborted);
    }

    private static async Task RenewAsync(IdempotencyStore store, string scope, string key, Guid token, CancellationToken done)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2));
        try
        {
            while (await timer.WaitForNextTickAsync(done))
            {
                await store.RenewAsync(scope, key, token, done);
            }
        }
        catch (OperationCanceledException) when (done.IsCancellationRequested)
        {
            return;
        }
    }

    private static async Task<byte[]> BufferAsync(HttpContext http)
    {
        using var buffer = new MemoryStream();
        await http.Request.Body.CopyToAsync(buffer, http.RequestAborted);
        var bytes = buffer.ToArray();
        http.Request.Body = new MemoryStream(bytes, writable: false);
        return bytes;
    }

    /// <summary>A person's keys are theirs, a machine's its own, a guest's the cart's; without any of these, the address's.</summary>
    private static string ScopeOf(HttpContext http, byte[] body)
    {
        var caller = Caller.Of(http.User);
        if (caller.UserId is { } user)
        {
            return $"u:{user}";
        }

        if (caller.ClientId is { } client)
        {
            return $"m:{client}";
        }

        var cart =
            http.Request.Path.Value?.Contains("/carts/", StringComparison.Ordinal) == true
                ? http.Request.RouteValues["id"]?.ToString()
                : CartIn(body);
        return Guid.TryParse(cart, out var id) ? $"c:{id}" : $"a:{http.Connection.RemoteIpAddress}";
    }

    private static string? CartIn(byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return
                json.RootElement.ValueKind == JsonValueKind.Object
                && json.RootElement.TryGetProperty("cartId", out var id)
                && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : null;
        }
        catch (JsonException)
        {
            // Not JSON: the endpoint will refuse it; the key is then scoped to the address.
            return null;
        }
    }

    private static byte[] Fingerprint(HttpContext http, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{http.Request.Method}\n{http.Request.Path}\n{http.Request.QueryString}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }
}
