using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.Registry.Domain;
using LeakyCauldron.Registry.Eureka;
using LeakyCauldron.Registry.Persistence;

namespace LeakyCauldron.Registry.Peers;

/// <summary>Says one change to one peer, in the words of the protocol.</summary>
internal sealed class PeerMessages(IServiceScopeFactory scopes, RegistryOptions options) : IDisposable
{
    private readonly HttpClient _http = new(
        new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            ConnectTimeout = TimeSpan.FromSeconds(1),
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
        }
    )
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    /// <exception cref="HttpRequestException">The peer is away, or is not well.</exception>
    public async Task SendAsync(Uri peer, PeerNews news, CancellationToken ct)
    {
        if (news.Kind is PeerNewsKind.ProcessRenewed or PeerNewsKind.ProcessRemoved)
        {
            await SendProcessAsync(peer, news, ct);
            return;
        }

        var path = $"apps/{Uri.EscapeDataString(news.App)}/{Uri.EscapeDataString(news.Id)}";
        if (await FindAsync(news, ct) is not { } instance)
        {
            await SendAsync(peer, HttpMethod.Delete, path, null, ct);
            return;
        }

        if (news.Kind == PeerNewsKind.Renewed)
        {
            var renewal = $"{path}?status={Statuses.Eureka(instance.Status)}&lastDirtyTimestamp={instance.DirtyAt}";
            if (await SendAsync(peer, HttpMethod.Put, renewal, null, ct) != HttpStatusCode.NotFound)
            {
                return;
            }
        }

        await RegisterAsync(peer, instance, path, ct);
    }

    public void Dispose() => _http.Dispose();

    private async Task RegisterAsync(Uri peer, Instance instance, string path, CancellationToken ct)
    {
        var view = EurekaView.Instance(instance);
        // What it says of itself: an operator's word is told beside it.
        view["status"] = Statuses.Eureka(instance.Status);
        var body = new JsonObject { ["instance"] = view };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        await SendAsync(peer, HttpMethod.Post, $"apps/{Uri.EscapeDataString(instance.App)}", content, ct);
        var (method, status) = instance.Override is { } said
            ? (HttpMethod.Put, $"{path}/status?value={Statuses.Eureka(said)}")
            : (HttpMethod.Delete, $"{path}/status");
        await SendAsync(peer, method, status, null, ct);
    }

    private async Task SendProcessAsync(Uri peer, PeerNews news, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var process = Guid.Parse(news.Id);
        var instances = await scope
            .ServiceProvider.GetRequiredService<RegistryDbContext>()
            .Instances.AsNoTracking()
            .Where(i => i.Process == process)
            .ToListAsync(ct);
        if (instances.Count == 0)
        {
            await SendAsync(peer, HttpMethod.Delete, $"processes/{process}", null, ct);
            return;
        }

        var registration = new ProcessRegistration([
            .. instances.Select(i => new ServiceInstance(i.App, i.InstanceId, new Uri(i.Address), i.Status, i.Metadata)),
        ]);
        using var content = JsonContent.Create(registration, options: Json.Wire);
        await SendAsync(peer, HttpMethod.Put, $"processes/{process}", content, ct);
    }

    private async Task<Instance?> FindAsync(PeerNews news, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<RegistryDbContext>()
            .Instances.AsNoTracking()
            .FirstOrDefaultAsync(i => i.App == news.App && i.InstanceId == news.Id && i.Process == null, ct);
    }

    private async Task<HttpStatusCode> SendAsync(Uri peer, HttpMethod method, string path, HttpContent? content, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, new Uri(peer, path)) { Content = content };
        request.Headers.Add(Replicated.Header, "true");
        if (options.OwnPassword is { } password)
        {
            var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{options.Username}:{password}"));
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", credentials);
        }

        using var response = await _http.SendAsync(request, ct);
        return (int)response.StatusCode < 500 ? response.StatusCode : throw new HttpRequestException($"it answers {(int)response.StatusCode}");
    }
}
