using System.Net.Http.Json;
using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Http;

namespace LeakyCauldron.BuildingBlocks.Discovery;

/// <summary>What the other processes of the shop answered.</summary>
/// <param name="Answers">One a process that was asked and answered, with the modules it was asked for.</param>
/// <param name="Missing">Modules for which nobody answered, by name.</param>
public sealed record FanOutAnswers<T>(IReadOnlyList<FanOutAnswer<T>> Answers, IReadOnlyList<string> Missing);

/// <summary>One process's answer.</summary>
/// <param name="Modules">The modules that it was asked for: others in the answer are another's to tell.</param>
/// <param name="Value">The answer.</param>
public sealed record FanOutAnswer<T>(IReadOnlyList<string> Modules, T Value);

/// <summary>What a process said to what it was told.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Body">Its JSON, if it had any.</param>
public sealed record FanOutReply(int Status, JsonElement? Body);

/// <summary>
/// Puts one question to every process that serves what this one does not, with the caller's own token and at the same time, and names what nobody answered for. A request
/// that another process fanned out is answered for this process alone.
/// </summary>
public sealed class FanOut(ModuleModel model, IModulePlacement placement, IServiceDirectory directory, HopTokens tokens) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new(
        new SocketsHttpHandler
        {
            UseProxy = false,
            UseCookies = false,
            AllowAutoRedirect = false,
            ConnectTimeout = TimeSpan.FromSeconds(2),
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
        }
    )
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    /// <summary>True if another process asks, which puts the answers together.</summary>
    public static bool IsAsked(HttpContext http) => http.Request.Headers.ContainsKey(HopTokens.Header);

    /// <summary>Asks with GET; the path begins with a slash.</summary>
    public Task<FanOutAnswers<T>> AskAsync<T>(HttpContext http, string path, CancellationToken ct) =>
        AskAsync(
            http,
            HttpMethod.Get,
            path,
            null,
            async (response, stop) => response.IsSuccessStatusCode ? await response.Content.ReadFromJsonAsync<T>(Json.Wire, stop) : default,
            ct
        );

    /// <summary>Has every other process do its part of something; what it answers, refusals too, is an answer.</summary>
    public Task<FanOutAnswers<FanOutReply>> TellAsync(HttpContext http, HttpMethod method, string path, object? body, CancellationToken ct) =>
        AskAsync<FanOutReply>(
            http,
            method,
            path,
            body,
            async (response, stop) =>
                new FanOutReply(
                    (int)response.StatusCode,
                    response.Content.Headers.ContentLength == 0 || response.StatusCode == System.Net.HttpStatusCode.NoContent
                        ? null
                        : await response.Content.ReadFromJsonAsync<JsonElement>(stop)
                ),
            ct
        );

    private async Task<FanOutAnswers<T>> AskAsync<T>(
        HttpContext http,
        HttpMethod method,
        string path,
        object? body,
        Func<HttpResponseMessage, CancellationToken, Task<T?>> read,
        CancellationToken ct
    )
    {
        if (IsAsked(http))
        {
            return new([], []);
        }

        var away = model.Modules.Select(m => m.Name).Where(m => !placement.ServeLocally(m)).ToArray();
        if (away.Length == 0)
        {
            return new([], []);
        }

        var current = directory.Current;
        var owners = away.Select(m => (Module: m, Owner: current.UpOf(m) is [var first, ..] ? first : null)).ToArray();
        var asked = owners.Where(o => o.Owner is not null).GroupBy(o => o.Owner!.Address, o => o);
        var answers = await Task.WhenAll(
            asked.Select(async g =>
                (Modules: g.Select(o => o.Module).ToArray(), Value: await SendAsync(http, g.First().Owner!, method, path, body, read, ct))
            )
        );
        return new(
            [.. answers.Where(a => a.Value is not null).Select(a => new FanOutAnswer<T>(a.Modules, a.Value!))],
            [
                .. owners
                    .Where(o => o.Owner is null)
                    .Select(o => o.Module)
                    .Concat(answers.Where(a => a.Value is null).SelectMany(a => a.Modules))
                    .Order(StringComparer.Ordinal),
            ]
        );
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    private async Task<T?> SendAsync<T>(
        HttpContext http,
        ServiceInstance owner,
        HttpMethod method,
        string path,
        object? body,
        Func<HttpResponseMessage, CancellationToken, Task<T?>> read,
        CancellationToken ct
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(method, new Uri(owner.Address, path));
        request.Content = body is null ? null : JsonContent.Create(body, options: Json.Wire);
        request.Headers.TryAddWithoutValidation(HopTokens.Header, tokens.For(owner));
        if (http.Request.Headers.Authorization is { Count: > 0 } authorization)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization.ToString());
        }

        try
        {
            using var response = await _client.SendAsync(request, patience.Token);
            return await read(response, patience.Token);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            // Not answered is an answer here: the caller names the modules that are missing.
            return default;
        }
    }
}
