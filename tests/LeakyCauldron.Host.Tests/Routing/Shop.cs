using System.Net;
using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host.Http;
using LeakyCauldron.Host.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Host.Tests.Routing;

/// <summary>Processes of a shop, and services outside it, each a server on a port of its own with the host's own pipeline, over a registry that the test writes.</summary>
internal sealed class Shop : IAsyncDisposable
{
    private readonly List<WebApplication> _servers = [];
    private readonly TestTokens _tokens = new();

    public TestDirectory Directory { get; } = new();

    /// <summary>A process that serves some of owls and hats; it is registered if told so.</summary>
    public async Task<Process> ProcessAsync(string modules, bool register = true, params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders().AddProvider(new TestOutputLogs());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = null,
                ["Modules:Enabled"] = modules,
                ["BIND"] = "127.0.0.1",
                ["PORT"] = "0",
                ["Shop:PublicUrl"] = TestTokens.Issuer,
                ["RateLimits:Enabled"] = "true",
            }
        );
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(s => s.Name, string? (s) => s.Value, StringComparer.Ordinal));
        builder.AddKestrel();
        builder.Services.AddSingleton<ISigningKeySource>(_tokens);
        var model = builder.Services.AddModules(builder.Configuration, [new OwlsModule(), new HatsModule()]);
        builder.Services.AddSingleton<IServiceDirectory>(Directory);
        builder.AddHttpApi();
        builder.Services.AddRoutingLayer(builder.Configuration, model);
        foreach (var hosted in builder.Services.Where(s => s.ServiceType == typeof(IHostedService) && IsBackground(s)).ToArray())
        {
            builder.Services.Remove(hosted);
        }

        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.UseHttpApi();
        app.MapModules(model);
        app.MapRemoteModules(model);
        await StartAsync(app);
        app.Services.GetRequiredService<StartState>().MarkReady();
        var process = new Process(app, _tokens);
        if (register)
        {
            var identity = app.Services.GetRequiredService<ProcessIdentity>();
            foreach (var module in model.Enabled)
            {
                Directory.Add(
                    module.Name,
                    process.Address,
                    (ServiceMetadata.Process, identity.Id.ToString()),
                    (ServiceMetadata.ServiceKey, identity.PublicKey)
                );
            }
        }

        return process;
    }

    /// <summary>A server that is none of the shop's.</summary>
    public async Task<Uri> ServiceAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.Configure<Microsoft.Extensions.Hosting.HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromSeconds(1));
        var app = builder.Build();
        app.UseWebSockets();
        app.Run(answer);
        await StartAsync(app);
        return new Uri(app.Urls.First());
    }

    /// <summary>Where nobody listens.</summary>
    public static Uri Nowhere() => new($"http://127.0.0.1:{FreePort.Next()}");

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_servers))
        {
            await server.StopAsync();
            await server.DisposeAsync();
        }

        Directory.Dispose();
        _tokens.Dispose();
    }

    private async Task StartAsync(WebApplication app)
    {
        _servers.Add(app);
        await app.StartAsync();
    }

    /// <summary>Relay, jobs and what else needs a database.</summary>
    private static bool IsBackground(ServiceDescriptor service) =>
        service.ImplementationType != typeof(ActiveProbe)
        && service.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true;
}

internal sealed class Process(WebApplication app, TestTokens tokens)
{
    public Uri Address { get; } = new(app.Urls.First());

    public IServiceProvider Services => app.Services;

    public async Task<Answer> Send(HttpMethod method, string path, Action<HttpRequestMessage>? with = null)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = Address };
        using var request = new HttpRequestMessage(method, path);
        with?.Invoke(request);
        using var response = await client.SendAsync(request);
        return new(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(),
            response.Headers.ToDictionary(h => h.Key, h => string.Join(',', h.Value), StringComparer.OrdinalIgnoreCase),
            response.Content.Headers.ContentType?.ToString()
        );
    }

    public Task<Answer> Get(string path, params (string Name, string Value)[] headers) =>
        Send(
            HttpMethod.Get,
            path,
            r =>
            {
                foreach (var (name, value) in headers)
                {
                    r.Headers.TryAddWithoutValidation(name, value);
                }
            }
        );

    public string TokenOf(Guid user) => tokens.For(user);
}

internal sealed record Answer(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers, string? Type)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string Header(string name) => Json["headers"]![name]?.GetValue<string>() ?? "";

    public void IsProblem(int status, string code)
    {
        ((int)Status).ShouldBe(status, Text);
        Type.ShouldBe("application/problem+json");
        Json["code"]!.GetValue<string>().ShouldBe(code);
        Headers.ContainsKey("X-Content-Type-Options").ShouldBeTrue();
    }
}
