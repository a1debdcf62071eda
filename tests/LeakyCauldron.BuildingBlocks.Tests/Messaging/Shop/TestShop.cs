using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;

/// <summary>A host with the two modules on a database of the test's own. Several may share one database, as several hosts would.</summary>
internal sealed class TestShop : IAsyncDisposable
{
    private static readonly IReadOnlyList<IModule> Modules = [new ShelfModule(), new LedgerModule()];
    private readonly IHost _host;

    private TestShop(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public IEventTransport Transport => Services.GetRequiredService<IEventTransport>();

    public Trouble Trouble => Services.GetRequiredService<Trouble>();

    public Window Window => Services.GetRequiredService<Window>();

    public NpgsqlDataSource Shelf => Services.GetRequiredKeyedService<NpgsqlDataSource>("shelf");

    public NpgsqlDataSource Ledger => Services.GetRequiredKeyedService<NpgsqlDataSource>("ledger");

    /// <summary>Both modules' schemas, roles and tables.</summary>
    public static Task<TestDatabase> CreateDatabaseAsync() =>
        TestDatabase.CreateAsync(
            "messaging",
            async connectionString =>
            {
                await using var shop = Build(connectionString, new Dictionary<string, string?>());
                await using var owner = NpgsqlDataSource.Create(connectionString);
                foreach (var (module, type) in new[] { ("shelf", typeof(ShelfDbContext)), ("ledger", typeof(LedgerDbContext)) })
                {
                    await using var scope = shop.Services.CreateAsyncScope();
                    var script = ((DbContext)scope.ServiceProvider.GetRequiredService(type)).Database.GenerateCreateScript();
                    await using var command = owner.CreateCommand(
                        $"""
                        DO $$ BEGIN CREATE ROLE {module}_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
                        {script}
                        GRANT USAGE ON SCHEMA {module} TO {module}_app;
                        GRANT ALL ON ALL TABLES IN SCHEMA {module} TO {module}_app;
                        GRANT ALL ON ALL SEQUENCES IN SCHEMA {module} TO {module}_app;
                        """
                    );
                    await command.ExecuteNonQueryAsync();
                }
            }
        );

    /// <summary>Services only; nothing runs.</summary>
    public static TestShop Build(string connectionString, IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Configuration["ConnectionStrings:Postgres"] = connectionString;
        builder.Logging.AddProvider(new TestOutputLogs());
        builder.Services.AddSingleton<Trouble>();
        builder.Services.AddModules(builder.Configuration, Modules);
        configure?.Invoke(builder.Services);
        return new TestShop(builder.Build());
    }

    /// <summary>Relay and consumers run until it is disposed.</summary>
    public static async Task<TestShop> StartAsync(
        string connectionString,
        IReadOnlyDictionary<string, string?> settings,
        Action<IServiceCollection>? configure = null
    )
    {
        var shop = Build(connectionString, settings, configure);
        await shop.StartAsync();
        return shop;
    }

    /// <summary>Starts what <see cref="Build"/> has prepared.</summary>
    public async Task StartAsync()
    {
        await PrepareBrokerAsync();
        await _host.StartAsync();
    }

    public Task PrepareBrokerAsync() => Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);

    /// <summary>Moves a bottle, which is made at its first move, so many times; one transaction each.</summary>
    public async Task MoveAsync(Guid bottle, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await using var scope = Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<ShelfDbContext>();
            var found = await db.Bottles.FindAsync(bottle) ?? db.Bottles.Add(new Bottle(bottle)).Entity;
            found.Move();
            await db.SaveChangesAsync();
        }
    }

    public async Task<List<Entry>> EntriesAsync()
    {
        await using var scope = Services.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<LedgerDbContext>().Entries.AsNoTracking().OrderBy(e => e.Id).ToListAsync();
    }

    public async Task<T> QueryAsync<T>(Func<ShelfDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<ShelfDbContext>());
    }

    public async Task<T> QueryLedgerAsync<T>(Func<LedgerDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<LedgerDbContext>());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
    }
}
