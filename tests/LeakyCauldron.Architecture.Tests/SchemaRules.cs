using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace LeakyCauldron.Architecture.Tests;

/// <summary>What the real database looks like after all migrations.</summary>
public sealed class SchemaRules : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private WebApplication _app = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        var builder = WebApplication.CreateBuilder();
        builder.Configuration["ConnectionStrings:Postgres"] = _database.ConnectionString;
        builder.Configuration["Shop:PublicUrl"] = "http://127.0.0.1:8080";
        builder.Configuration["Shop:Currency"] = "GBP";
        builder.Configuration["DATA_DIR"] = Path.GetTempPath();
        builder.Services.AddModules(builder.Configuration, HostModules.All);
        _app = builder.Build();
        await _app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task A_module_role_is_denied_every_other_schema()
    {
        var schemas = Databases().Select(d => d.Module).ToArray();
        schemas.Length.ShouldBeGreaterThan(1);
        foreach (var database in Databases())
        {
            foreach (var other in schemas.Where(s => s != database.Module))
            {
                var table = await ScalarAsync<string>(
                    database.Owner,
                    $"SELECT table_name FROM information_schema.tables WHERE table_schema = '{other}' LIMIT 1"
                );
                var denied = await Should.ThrowAsync<PostgresException>(() =>
                    ScalarAsync<object>(database.DataSource, $"SELECT 1 FROM {other}.{table} LIMIT 1")
                );
                denied.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
            }
        }
    }

    [Fact]
    public async Task A_frozen_host_does_not_hold_its_locks_for_ever()
    {
        foreach (var source in Databases().SelectMany(d => new[] { d.DataSource, d.Owner }))
        {
            (await ScalarAsync<string>(source, "SHOW idle_in_transaction_session_timeout")).ShouldBe("1min");
        }

        await using var unguarded = NpgsqlDataSource.Create(_database.ConnectionString);
        (await ScalarAsync<string>(unguarded, "SHOW idle_in_transaction_session_timeout")).ShouldBe("0");
    }

    [Fact]
    public async Task No_foreign_key_crosses_schemas()
    {
        const string crossing = """
            SELECT count(*) FROM pg_constraint c JOIN pg_class a ON a.oid = c.conrelid JOIN pg_class b ON b.oid = c.confrelid
            WHERE c.contype = 'f' AND a.relnamespace <> b.relnamespace
            """;
        var owner = Databases()[0].Owner;
        (await ScalarAsync<long>(owner, "SELECT count(*) FROM pg_constraint WHERE contype = 'f'")).ShouldBeGreaterThan(0);
        (await ScalarAsync<long>(owner, crossing)).ShouldBe(0);
        await ScalarAsync<object>(owner, "CREATE SCHEMA planted; CREATE TABLE planted.t (id uuid REFERENCES catalog.outbox_messages (id)); SELECT 1");
        (await ScalarAsync<long>(owner, crossing)).ShouldBe(1);
    }

    [Fact]
    public void No_model_change_waits_for_a_migration()
    {
        using var scope = _app.Services.CreateScope();
        foreach (var database in Databases())
        {
            var context = (DbContext)scope.ServiceProvider.GetRequiredService(database.DbContext);
            context.Database.HasPendingModelChanges().ShouldBeFalse($"{database.Module} needs a migration: ./cauldron migration");
        }
    }

    private ModuleDatabase[] Databases() => [.. _app.Services.GetServices<ModuleDatabase>()];

    private static async Task<T?> ScalarAsync<T>(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (T?)await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
