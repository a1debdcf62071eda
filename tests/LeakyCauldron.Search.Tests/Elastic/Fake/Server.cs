using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Search.Tests.Elastic.Fake;

/// <summary>
/// The part of Elasticsearch that the adapter uses, over real HTTP. It refuses what it does not know, as the real one does; what both say is held against Elastic's
/// own specification.
/// </summary>
internal sealed class Server : IAsyncDisposable
{
    private static readonly IReadOnlyDictionary<string, HashSet<string>> Parameters = new Dictionary<string, HashSet<string>>
    {
        ["indices.get"] = ["filter_path"],
        ["indices.delete"] = ["ignore_unavailable"],
        ["bulk"] = ["require_alias"],
        ["search"] = ["allow_partial_search_results", "preference"],
    };

    private readonly WebApplication _app;
    private readonly Cluster _cluster;
    private readonly Lock _lock = new();
    private readonly List<string> _violations = [];
    private readonly Func<Exchange, IReadOnlyList<string>> _watch;

    private Server(WebApplication app, TimeProvider time, Func<Exchange, IReadOnlyList<string>> watch)
    {
        (_app, _cluster, _watch) = (app, new Cluster(time), watch);
        app.Run(AnswerAsync);
    }

    /// <summary>A request and its answer, with the name that Elastic's specification has for it.</summary>
    internal sealed record Exchange(string Endpoint, string Method, string Path, string Query, string Request, int Status, string Answer);

    public Uri Address => new(_app.Urls.Single());

    /// <summary>What to answer in place of the real thing; null for that.</summary>
    public Func<string, int?> Fault { get; set; } = _ => null;

    /// <summary>What becomes of a bulk item, by document id, in place of the real thing.</summary>
    public Func<string, Refusal?> ItemFault { get; set; } = _ => null;

    /// <summary>The header that must come with each request.</summary>
    public string? Authorization { get; set; }

    public List<Exchange> Seen { get; } = [];

    public T With<T>(Func<Cluster, T> read)
    {
        lock (_lock)
        {
            return read(_cluster);
        }
    }

    public static async Task<Server> StartAsync(TimeProvider time, Func<Exchange, IReadOnlyList<string>> watch)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new Server(builder.Build(), time, watch);
        await server._app.StartAsync();
        return server;
    }

    /// <exception cref="ShouldAssertException">Something was not as Elastic's specification says.</exception>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _violations.Distinct().ShouldBeEmpty();
    }

    private async Task AnswerAsync(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var request = await reader.ReadToEndAsync();
        var path = http.Request.Path.Value!.Trim('/');
        var method = http.Request.Method;
        var endpoint = EndpointOf(method, path);
        var (status, answer) =
            Fault(endpoint) is { } planned ? (planned, new Refusal(planned, "planned_exception", "planned").Body())
            : Authorization is not null && http.Request.Headers.Authorization != Authorization
                ? (401, new Refusal(401, "security_exception", "missing authentication credentials").Body())
            : Run(http, endpoint, path, request);
        var text = method == "HEAD" ? "" : answer.ToJsonString();
        var exchange = new Exchange(endpoint, method, path, http.Request.QueryString.Value!, request, status, text);
        var against = _watch(exchange);
        lock (_lock)
        {
            Seen.Add(exchange);
            _violations.AddRange(against);
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "application/vnd.elasticsearch+json;compatible-with=8";
        if (method != "HEAD")
        {
            await http.Response.WriteAsync(text);
        }
    }

    private (int Status, JsonObject Answer) Run(HttpContext http, string endpoint, string path, string request)
    {
        try
        {
            CheckHeaders(http, endpoint, request);
            lock (_lock)
            {
                return (
                    200,
                    Do(
                        endpoint,
                        path,
                        QueryHelpers.ParseQuery(http.Request.QueryString.Value).ToDictionary(q => q.Key, q => q.Value.ToString()),
                        request
                    )
                );
            }
        }
        catch (Refusal refusal)
        {
            return (refusal.Status, refusal.Body());
        }
    }

    private static void CheckHeaders(HttpContext http, string endpoint, string request)
    {
        var expected =
            endpoint == "bulk"
                ? "application/vnd.elasticsearch+x-ndjson; compatible-with=8"
                : "application/vnd.elasticsearch+json; compatible-with=8";
        if (
            http.Request.Headers.Accept != "application/vnd.elasticsearch+json; compatible-with=8"
            || (request.Length > 0 && http.Request.ContentType != expected)
        )
        {
            throw new Refusal(406, "media_type_header_exception", $"Invalid media-type value on headers [{http.Request.ContentType}]");
        }
    }

    private JsonObject Do(string endpoint, string path, Dictionary<string, string> query, string request)
    {
        if (query.Keys.FirstOrDefault(k => !Parameters.GetValueOrDefault(endpoint, []).Contains(k)) is { } unknown)
        {
            throw new Refusal(400, "illegal_argument_exception", $"request [/{path}] contains unrecognized parameter: [{unknown}]");
        }

        var body = endpoint == "bulk" || request.Length == 0 ? null : JsonNode.Parse(request);
        var name = path.Split('/')[0];
        switch (endpoint)
        {
            case "ping":
                return [];
            case "indices.get":
                return FilterPath.Apply(_cluster.Describe(name), query.GetValueOrDefault("filter_path"));
            case "indices.exists_alias":
                return _cluster.HasAlias(path.Split('/')[1]) ? [] : throw new Refusal(404, "aliases_not_found_exception", "missing");
            case "exists":
                return _cluster.Resolve(name).Get(path.Split('/')[2]) is null
                    ? throw new Refusal(404, "resource_not_found_exception", "missing")
                    : [];
            case "indices.create":
                _cluster.Create(name, body);
                return new JsonObject
                {
                    ["acknowledged"] = true,
                    ["shards_acknowledged"] = true,
                    ["index"] = name,
                };
            case "indices.put_mapping":
                _cluster.SetMeta(name, body);
                return new JsonObject { ["acknowledged"] = true };
            case "indices.delete":
                _cluster.Delete(name, query.ContainsKey("ignore_unavailable"));
                return new JsonObject { ["acknowledged"] = true };
            case "indices.refresh":
                _cluster.Resolve(name).Refresh();
                return new JsonObject
                {
                    ["_shards"] = new JsonObject
                    {
                        ["total"] = 1,
                        ["successful"] = 1,
                        ["failed"] = 0,
                    },
                };
            case "indices.update_aliases":
                _cluster.Switch(body);
                return new JsonObject { ["acknowledged"] = true };
            case "bulk":
                return Bulk.Run(_cluster, request, query.GetValueOrDefault("require_alias") == "true", ItemFault);
            case "mget":
                return Documents.Get(_cluster, body);
            case "search":
                return Searches.Run(_cluster.Resolve(name), body);
            default:
                throw new Refusal(405, "illegal_argument_exception", $"no handler found for [{path}]");
        }
    }

    private static string EndpointOf(string method, string path) =>
        (method, path.Split('/')) switch
        {
            ("HEAD", [""]) => "ping",
            ("HEAD", ["_alias", _]) => "indices.exists_alias",
            ("HEAD", [_, "_doc", _]) => "exists",
            ("POST", ["_aliases"]) => "indices.update_aliases",
            ("POST", ["_bulk"]) => "bulk",
            ("POST", ["_mget"]) => "mget",
            ("POST", [_, "_search"]) => "search",
            ("POST", [_, "_refresh"]) => "indices.refresh",
            ("PUT", [_, "_mapping"]) => "indices.put_mapping",
            ("PUT", [_]) => "indices.create",
            ("DELETE", [_]) => "indices.delete",
            ("GET", [_]) => "indices.get",
            _ => "unknown",
        };
}
