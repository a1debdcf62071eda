using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Cart.Tests.Hosting;
using LeakyCauldron.Catalog.Contracts;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(CartHost))]

namespace LeakyCauldron.Cart.Tests.Hosting;

/// <summary>The Cart module alone, over HTTP, on a real Postgres, with the sample promotions and shipping rules.</summary>
public sealed class CartHost : IAsyncLifetime
{
    private ModuleApp? _app;
    private TestDatabase? _database;

    public CatalogShelf Shelf { get; } = new();

    public IServiceProvider Services => _app!.Services;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync("cart", MigrateAsync);
        _app = await StartAsync(_database.ConnectionString, background: true);
        await using var scope = Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<ISampleData>().LoadAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    public Shopper Guest() => new(this, _app!.Anonymous(), null);

    public Shopper Person()
    {
        var id = Guid.CreateVersion7();
        return new(this, _app!.ClientOf(id, "shopper"), id);
    }

    public Shopper Staff()
    {
        var id = Guid.CreateVersion7();
        return new(this, _app!.ClientOf(id, "shopper", "staff"), id);
    }

    /// <summary>Sends a contract request as another module would: through JSON, and twice.</summary>
    public async Task<Result<T>> SendAsync<T>(IModuleRequest<T> request)
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<IModuleClient>().Send(request, TestContext.Current.CancellationToken);
    }

    private async Task MigrateAsync(string connectionString)
    {
        await using var app = await StartAsync(connectionString, background: false);
        await app.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
    }

    private Task<ModuleApp> StartAsync(string connectionString, bool background) =>
        ModuleApp.StartAsync(
            new()
            {
                Modules = [new CartModule(), new CatalogStandIn()],
                Contracts = [typeof(GetVariants).Assembly],
                ConnectionString = connectionString,
                Services = services => services.AddSingleton(Shelf),
                Background = background,
            }
        );
}
