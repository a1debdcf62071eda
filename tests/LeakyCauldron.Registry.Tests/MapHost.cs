using System.Net.Http.Headers;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.Registry.Tests;

/// <summary>A host of the registry and one other module.</summary>
internal sealed class MapHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestTokens _tokens;

    private MapHost(WebApplication app, TestTokens tokens) => (_app, _tokens) = (app, tokens);

    public Uri Address => new(_app.Urls.First());

    public IServiceProvider Services => _app.Services;

    public static Task<TestDatabase> CreateDatabaseAsync() =>
        TestDatabase.CreateAsync(
            "registry",
            async connectionString =>
            {
                using var tokens = new TestTokens();
                var (app, _) = Build(connectionString, tokens, [new RegistryModule(), new OtherModule()], []);
                await using (app)
                {
                    await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
                    await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
                }
            }
        );

    public static Task<MapHost> StartAsync(TestDatabase database, params (string Name, string Value)[] settings) =>
        StartAsync(database.ConnectionString, [new RegistryModule(), new OtherModule()], settings);

    /// <summary>A process that has the other module only.</summary>
    public static Task<MapHost> StartRemoteAsync(TestDatabase database, string registry, params (string Name, string Value)[] settings) =>
        StartAsync(
            database.ConnectionString,
            [new RegistryModule(), new OtherModule()],
            [("Modules:Enabled", "honeydukes"), ("Registry:Url", registry), .. settings]
        );

    private static async Task<MapHost> StartAsync(string database, IReadOnlyList<IModule> modules, (string Name, string Value)[] settings)
    {
        var tokens = new TestTokens();
        var (app, model) = Build(database, tokens, modules, settings);
        app.UseAccessTokens();
        app.UseAuthorization();
        app.MapModules(model);
        await app.StartAsync();
        return new MapHost(app, tokens);
    }

    public HttpClient Stranger(string? credentials)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (credentials is not null)
        {
            client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(credentials)));
        }

        return client;
    }

    public void MarkReady() => _app.Services.GetRequiredService<StartState>().MarkReady();

    public HttpClient Client(params string[] roles)
    {
        var client = new HttpClient { BaseAddress = new Uri(Address, "/api/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.For(Guid.CreateVersion7(), roles));
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _tokens.Dispose();
    }

    private static (WebApplication App, ModuleModel Model) Build(
        string database,
        TestTokens tokens,
        IReadOnlyList<IModule> modules,
        (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(new TestOutputLogs());
        builder.Configuration["ConnectionStrings:Postgres"] = database;
        builder.Configuration["Shop:PublicUrl"] = TestTokens.Issuer;
        builder.Configuration["Registry:AllowLoopback"] = "true";
        foreach (var (name, value) in settings)
        {
            builder.Configuration[name] = value;
        }

        builder.Services.AddSingleton<ISigningKeySource>(tokens);
        builder.Services.AddAccessTokens(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(o => Json.Configure(o.SerializerOptions));
        var model = builder.Services.AddModules(builder.Configuration, modules);
        return (builder.Build(), model);
    }

    private sealed class OtherModule : IModule
    {
        public string Name => "honeydukes";

        public void Configure(ModuleBuilder module) { }

        public void MapEndpoints(IEndpointRouteBuilder api) { }
    }
}
