using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Discovery;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Http.Auth;
using LeakyCauldron.BuildingBlocks.Modules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace LeakyCauldron.BuildingBlocks.Tests.Modules;

/// <summary>The registry of a test: who it says is there, is there.</summary>
internal sealed class ListedInstances : IServiceDirectory
{
    private ConfigurationReloadToken _change = new();

    public DirectorySnapshot Current { get; private set; } = DirectorySnapshot.Empty;

    public IChangeToken Changed() => _change;

    public void List(params ServiceInstance[] instances)
    {
        Current = new DirectorySnapshot(Current.Version + 1, instances);
        Interlocked.Exchange(ref _change, new ConfigurationReloadToken()).OnReload();
    }

    public void Add(params ServiceInstance[] instances) => List([.. Current.Instances, .. instances]);
}

/// <summary>A process of the shop on a real socket, with one module of the two.</summary>
internal sealed class WireHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly TestTokens _people;
    private readonly string _module;

    private WireHost(WebApplication app, TestTokens people, string module) => (_app, _people, _module) = (app, people, module);

    public Uri Address => new(_app.Urls.First());

    public VaultDoor Door => _app.Services.GetRequiredService<VaultDoor>();

    public IServiceProvider Services => _app.Services;

    public ProcessIdentity Identity => _app.Services.GetRequiredService<ProcessIdentity>();

    public ServiceInstance Instance => Of(_module, Address, Identity);

    public static ServiceInstance Of(string app, Uri address, ProcessIdentity identity) =>
        new(
            app,
            $"localhost:{app}:{address.Port}",
            address,
            ServiceStatus.Up,
            new Dictionary<string, string> { [ServiceMetadata.Process] = identity.Id.ToString(), [ServiceMetadata.ServiceKey] = identity.PublicKey }
        );

    public static async Task<WireHost> StartAsync(
        string module,
        IServiceDirectory directory,
        Dictionary<string, string?>? settings = null,
        TimeProvider? time = null
    )
    {
        var people = new TestTokens();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRoutingCore();
        builder.Logging.AddProvider(new TestOutputLogs());
        builder.Configuration["Modules:Enabled"] = module;
        builder.Configuration["Shop:PublicUrl"] = TestTokens.Issuer;
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddSingleton<ISigningKeySource>(people);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddAccessTokens(builder.Configuration);
        var model = builder.Services.AddModules(builder.Configuration, [new VaultModule(), new GoblinModule()]);
        builder.Services.AddSingleton(directory);
        model.AddContracts(typeof(LookInto).Assembly);
        foreach (
            var hosted in builder
                .Services.Where(s =>
                    s.ServiceType == typeof(IHostedService)
                    && s.ImplementationType?.FullName?.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal) != true
                )
                .ToArray()
        )
        {
            builder.Services.Remove(hosted);
        }

        var app = builder.Build();
        app.UseAccessTokens();
        app.UseAuthorization();
        app.MapModules(model);
        await app.StartAsync();
        app.Services.GetRequiredService<StartState>().MarkReady();
        return new WireHost(app, people, module);
    }

    public string PersonToken() => _people.For(Guid.CreateVersion7(), "admin");

    public async Task<Result<VaultContent>> SendAsync(IModuleRequest<VaultContent> request, Caller? caller = null)
    {
        await using var scope = _app.Services.CreateAsyncScope();
        var accessor = _app.Services.GetRequiredService<Microsoft.AspNetCore.Http.IHttpContextAccessor>();
        accessor.HttpContext = caller is null ? null : new Microsoft.AspNetCore.Http.DefaultHttpContext { User = Principal(caller) };
        return await scope.ServiceProvider.GetRequiredService<IModuleClient>().Send(request, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _people.Dispose();
    }

    private static global::System.Security.Claims.ClaimsPrincipal Principal(Caller caller) =>
        new(
            new global::System.Security.Claims.ClaimsIdentity(
                [new("sub", caller.UserId.ToString()!), .. caller.Roles.Select(r => new global::System.Security.Claims.Claim("role", r))],
                "test"
            )
        );
}
