using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using LeakyCauldron.BuildingBlocks.Http.Audit;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Scheduling;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>
/// Brings each enabled module's schema up to date before the host serves: role, schema, grants, migrations. Hosts that start together take turns by
/// advisory lock; a host that finds nothing pending pays two queries a database.
/// </summary>
public sealed partial class DatabaseMigrator(
    IServiceProvider services,
    ModuleModel model,
    IConfiguration configuration,
    ILogger<DatabaseMigrator> logger
)
{
    /// <summary>Migrates the enabled modules that are behind, two at a time, and what hosts share.</summary>
    public async Task MigrateAsync(CancellationToken ct)
    {
        var modules = model.Enabled.Where(m => m.DbContext is not null).ToArray();
        var applied = await AppliedMigrations.ReadAsync(configuration, [.. modules.Select(m => m.Name)], ct);
        var behind = modules.Where(m => KnownMigrations(m).Except(applied[m.Name], StringComparer.Ordinal).Any());
        await Parallel.ForEachAsync(
            behind,
            new ParallelOptions { MaxDegreeOfParallelism = 2, CancellationToken = ct },
            async (module, token) => await MigrateModuleAsync(module, token)
        );
        if (services.GetService<ClusterSchema>() is { } jobs)
        {
            await jobs.EnsureAsync(ct);
        }

        if (services.GetService<AuditLog>() is { } audit)
        {
            await audit.EnsureAsync(ct);
        }
    }

    private async ValueTask MigrateModuleAsync(ModuleEntry module, CancellationToken ct)
    {
        var database = services.GetRequiredKeyedService<ModuleDatabase>(module.Name);
        await using var connection = await database.Owner.OpenConnectionAsync(ct);
        await ExecuteAsync(connection, $"SELECT pg_advisory_lock(hashtext('leaky-migrate-{module.Name}'))", ct);
        try
        {
            await PrepareSchemaAsync(connection, module.Name, ct);
            await using (var context = database.CreateOwnerContext())
            {
                await context.Database.MigrateAsync(ct);
            }

            await GrantAsync(connection, module.Name, ct);
            Migrated(logger, module.Name);
        }
        finally
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_unlock(hashtext('leaky-migrate-{module.Name}'))", CancellationToken.None);
        }
    }

    /// <summary>From the attributes alone: building a context for each module would cost the start more than all else here.</summary>
    private static string[] KnownMigrations(ModuleEntry module) =>
        [
            .. module
                .Assembly.GetTypes()
                .Where(t => t.GetCustomAttribute<DbContextAttribute>()?.ContextType == module.DbContext)
                .Select(t => t.GetCustomAttribute<MigrationAttribute>()?.Id)
                .OfType<string>(),
        ];

    private static async Task PrepareSchemaAsync(NpgsqlConnection connection, string module, CancellationToken ct)
    {
        var role = ConnectionStrings.RoleOf(module);
        await ExecuteAsync(
            connection,
            $"""
            DO $$ BEGIN
                IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
            EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
            END $$;
            -- Roles belong to the whole server: hosts on other databases of it make and grant them at the same time.
            DO $$ BEGIN
                GRANT {role} TO CURRENT_USER;
            EXCEPTION WHEN unique_violation THEN NULL;
            END $$;
            CREATE SCHEMA IF NOT EXISTS {module};
            """,
            ct
        );
    }

    private static Task GrantAsync(NpgsqlConnection connection, string module, CancellationToken ct)
    {
        var role = ConnectionStrings.RoleOf(module);
        return ExecuteAsync(
            connection,
            $"""
            GRANT USAGE ON SCHEMA {module} TO {role};
            GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE ON ALL TABLES IN SCHEMA {module} TO {role};
            GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {module} TO {role};
            GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {module} TO {role};
            """,
            ct
        );
    }

    [SuppressMessage("Security", "CA2100", Justification = "Module names come from code, never from a request.")]
    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        if (connection.State != ConnectionState.Open)
        {
            await connection.OpenAsync(ct);
        }

        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Schema {Module} migrated")]
    private static partial void Migrated(ILogger logger, string module);
}
