using System.Net.Http.Headers;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using MediatR;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace LeakyCauldron.TestKit;

/// <summary>What a <see cref="ModuleApp"/> is made of.</summary>
public sealed record ModuleAppOptions
{
    /// <summary>The real modules, and modules of the test that play the others.</summary>
    public required IReadOnlyList<IModule> Modules { get; init; }

    /// <summary>Assemblies whose contracts the test's own modules answer.</summary>
    public IReadOnlyList<System.Reflection.Assembly> Contracts { get; init; } = [];

    /// <summary>The database; its schemas are migrated at start if they are not.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Settings beyond the usual.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>Last word on the services.</summary>
    public Action<IServiceCollection> Services { get; init; } = _ => { };

    /// <summary>False leaves out relay, consumers and jobs, so that nothing happens but what the test does.</summary>
    public bool Background { get; init; } = true;
}

/// <summary>Some modules in a host of the test's own, over HTTP and JSON, on a database of its own.</summary>
public sealed class ModuleApp : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestTokens _tokens;

    private ModuleApp(WebApplication app, TestTokens tokens) => (_app, _tokens) = (app, tokens);

    /// <summary>The host's container.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Builds, migrates and starts.</summary>
    public static async Task<ModuleApp> StartAsync(ModuleAppOptions options)
    {
        var tokens = new TestTokens();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(new TestOutputLogs());
        builder.Configuration.AddInMemoryCollection(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings:Postgres"] = options.ConnectionString,
                ["Shop:PublicUrl"] = TestTokens.Issuer,
                ["Modules:Wire"] = "true",
            }
        );
        builder.Configuration.AddInMemoryCollection(options.Settings);
        builder.Services.AddSingleton<ISigningKeySource>(tokens);
        builder.Services.AddAccessTokens(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            Json.Configure(o.SerializerOptions);
            o.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        });
        var model = builder.Services.AddModules(builder.Configuration, options.Modules);
        foreach (var contracts in options.Contracts)
        {
            model.AddContracts(contracts);
        }

        if (!options.Background)
        {
            foreach (var hosted in builder.Services.Where(IsOurs).ToArray())
            {
                builder.Services.Remove(hosted);
            }
        }

        options.Services(builder.Services);
        return await RunAsync(builder.Build(), model, tokens);
    }

    /// <summary>A client of a signed-in person; paths are relative to <c>/api/v1/</c>.</summary>
    public HttpClient ClientOf(Guid userId, params string[] roles)
    {
        var client = Anonymous();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _tokens.For(userId, roles));
        return client;
    }

    /// <summary>A client without a token; paths are relative to <c>/api/v1/</c>.</summary>
    public HttpClient Anonymous() => new() { BaseAddress = new Uri(new Uri(_app.Urls.First()), "/api/v1/") };

    /// <summary>Sends a request through the pipeline, in a scope of its own.</summary>
    public async Task<Result<T>> SendAsync<T>(IModuleRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IMediator>().Send(request);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _tokens.Dispose();
    }

    private static async Task<ModuleApp> RunAsync(WebApplication app, ModuleModel model, TestTokens tokens)
    {
        await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        app.UseAccessTokens();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapModules(model);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().MarkReady();
        return new ModuleApp(app, tokens);
    }

    private static bool IsOurs(ServiceDescriptor service) =>
        service.ServiceType == typeof(IHostedService)
        && service.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true;
}
