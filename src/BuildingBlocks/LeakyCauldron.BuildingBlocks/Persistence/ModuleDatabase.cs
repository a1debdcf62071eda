using LeakyCauldron.BuildingBlocks.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>
/// One module's place in Postgres: its schema, its role, its small pool. Keyed by the module's name in the container; so is the <see cref="NpgsqlDataSource"/> itself.
/// </summary>
public sealed class ModuleDatabase : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> _dataSource;
    private readonly Lazy<NpgsqlDataSource> _owner;

    /// <summary>Connects nothing yet.</summary>
    public ModuleDatabase(string module, Type dbContext, IConfiguration configuration)
    {
        Module = module;
        DbContext = dbContext;
        _dataSource = new(() => NpgsqlDataSource.Create(ConnectionStrings.ForModule(configuration, module)));
        _owner = new(() => NpgsqlDataSource.Create(ConnectionStrings.ForOwner(configuration, module)));
    }

    /// <summary>The module's name and schema.</summary>
    public string Module { get; }

    /// <summary>The module's DbContext.</summary>
    public Type DbContext { get; }

    /// <summary>Connections that act as the module's role and see nothing but its schema.</summary>
    public NpgsqlDataSource DataSource => _dataSource.Value;

    /// <summary>Connections of the login itself, for migrations only.</summary>
    public NpgsqlDataSource Owner => _owner.Value;

    /// <summary>A context that acts as the login, for migrations only; it is not pooled, so nothing of it lingers.</summary>
    public required Func<DbContext> CreateOwnerContext { get; init; }

    internal static void Register<TContext>(
        IServiceCollection services,
        IConfiguration configuration,
        string module,
        Action<DbContextOptionsBuilder>? configure
    )
        where TContext : DbContext
    {
        services.AddKeyedSingleton(
            module,
            (provider, _) =>
                new ModuleDatabase(module, typeof(TContext), configuration)
                {
                    CreateOwnerContext = () => OwnerContext<TContext>(provider.GetRequiredKeyedService<ModuleDatabase>(module), configure),
                }
        );
        services.AddSingleton(p => p.GetRequiredKeyedService<ModuleDatabase>(module));
        services.AddKeyedSingleton(module, (p, _) => p.GetRequiredKeyedService<ModuleDatabase>(module).DataSource);
        services.AddDbContextPool<TContext>(
            (provider, options) =>
            {
                Apply<TContext>(options, provider.GetRequiredKeyedService<NpgsqlDataSource>(module), module);
                options.AddInterceptors(provider.GetServices<IInterceptor>());
                configure?.Invoke(options);
            }
        );
    }

    /// <summary>The options every module's context shares, at run time and at design time.</summary>
    public static void Apply<TContext>(DbContextOptionsBuilder options, NpgsqlDataSource? dataSource, string schema)
        where TContext : DbContext
    {
        void Configure(Npgsql.EntityFrameworkCore.PostgreSQL.Infrastructure.NpgsqlDbContextOptionsBuilder npgsql) =>
            npgsql.MigrationsHistoryTable("__migrations", schema).UseQuerySplittingBehavior(QuerySplittingBehavior.SplitQuery);

        _ = dataSource is null ? options.UseNpgsql(Configure) : options.UseNpgsql(dataSource, Configure);
        options.UseSnakeCaseNamingConvention();
        options.ConfigureWarnings(w => w.Ignore(CoreEventId.ManyServiceProvidersCreatedWarning, RelationalEventId.PendingModelChangesWarning));
    }

    private static TContext OwnerContext<TContext>(ModuleDatabase database, Action<DbContextOptionsBuilder>? configure)
        where TContext : DbContext
    {
        var options = new DbContextOptionsBuilder<TContext>();
        Apply<TContext>(options, database.Owner, database.Module);
        configure?.Invoke(options);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (_dataSource.IsValueCreated)
        {
            await _dataSource.Value.DisposeAsync();
        }

        if (_owner.IsValueCreated)
        {
            await _owner.Value.DisposeAsync();
        }
    }
}
