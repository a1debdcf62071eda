using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.Cart.Tests.Hosting;
using LeakyCauldron.Catalog.Contracts;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

[assembly: AssemblyFixture(typeof(CartHost))]

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>The Cart module alone, over HTTP, on a real Postgres, with the sample promotions and shipping rules.</summary>
public sealed class CartHost : IAsyncLifetime
{
    private WebApplication? _app;
    private TestDatabase? _database;

    public CatalogShelf Shelf { get; } = new();

    public HttpClient Http { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync("cart", MigrateAsync);
        _app = Build(_database.ConnectionString, Shelf);
        await LoadSampleAsync();
        await _app.StartAsync();
        var address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Http = new HttpClient { BaseAddress = new Uri(address + "/api/v1/") };
    }

    private static async Task MigrateAsync(string connectionString)
    {
        await using var app = Build(connectionString, new());
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(CancellationToken.None);
        await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
    }

    private static WebApplication Build(string connectionString, CatalogShelf shelf)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Postgres", connectionString)]);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(shelf);
        var model = builder.Services.AddModules(builder.Configuration, [new CartModule(), new CatalogStandIn()]);
        // The stand-in is not named as its contracts' owner, so they are not found by themselves.
        model.AddContracts(typeof(GetVariants).Assembly);
        builder.Services.AddAuthentication(HeaderSignIn.Scheme_).AddScheme<AuthenticationSchemeOptions, HeaderSignIn>(HeaderSignIn.Scheme_, null);
        builder
            .Services.AddAuthorizationBuilder()
            .AddPolicy(Policies.Shopper, p => p.RequireAuthenticatedUser())
            .AddPolicy(Policies.Staff, p => p.RequireRole("staff", "admin"));
        builder.Services.ConfigureHttpJsonOptions(o =>
        {
            Json.Configure(o.SerializerOptions);
            o.SerializerOptions.UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow;
        });
        var app = builder.Build();
        app.UseRouting();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<IdempotencyMiddleware>();
        app.MapModules(model);
        return app;
    }

    public async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public Shopper Guest() => new(this, null);

    public Shopper Person(Guid? userId = null) => new(this, userId ?? Guid.CreateVersion7());

    public Shopper Staff() => new(this, Guid.CreateVersion7(), "staff");

    /// <summary>Sends a contract request as another module would.</summary>
    public async Task<Result<T>> SendAsync<T>(IModuleRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IModuleClient>().Send(request, TestContext.Current.CancellationToken);
    }

    private async Task LoadSampleAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISampleData>().LoadAsync(CancellationToken.None);
    }
}
