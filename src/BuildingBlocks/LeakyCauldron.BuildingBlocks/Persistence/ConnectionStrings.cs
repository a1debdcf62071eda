using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>Finds a module's connection string and turns it into one that acts as the module's role.</summary>
public static class ConnectionStrings
{
    /// <summary>
    /// A host that is frozen in the middle of a transaction holds its locks, and nothing else would end it: Postgres does, after this time without a word from it.
    /// No transaction here waits for anything but the database.
    /// </summary>
    internal const string IdleLimit = "-c idle_in_transaction_session_timeout=60s";

    /// <summary>The role that a module's connections take.</summary>
    public static string RoleOf(string module) => $"{module}_app";

    /// <summary>The module's own string, else the common one.</summary>
    public static string? Find(IConfiguration configuration, string module) =>
        Blank(configuration.GetConnectionString(module)) ?? Blank(configuration.GetConnectionString("Postgres"));

    /// <summary>As the login, for migrations; a pool of its own, small and short-lived.</summary>
    public static string ForOwner(IConfiguration configuration, string module)
    {
        var builder = new NpgsqlConnectionStringBuilder(Required(configuration, module))
        {
            ApplicationName = $"leaky-{module}-owner",
            MaxPoolSize = 4,
            ConnectionIdleLifetime = 10,
        };
        builder.Options = $"{builder.Options} {IdleLimit}".Trim();
        return builder.ConnectionString;
    }

    /// <summary>As the module's role. The pools of eight modules together stay below Postgres's default of 100 connections.</summary>
    public static string ForModule(IConfiguration configuration, string module)
    {
        var builder = new NpgsqlConnectionStringBuilder(Required(configuration, module)) { ApplicationName = $"leaky-{module}" };
        builder.Options = $"{builder.Options} -c role={RoleOf(module)} {IdleLimit}".Trim();
        builder.MaxPoolSize = int.TryParse(configuration[$"Database:PoolSize:{module}"] ?? configuration["Database:PoolSize"], out var size)
            ? size
            : 16;
        // Settings of a session are SET LOCAL here, and locks of a session are given back by whoever took them: there is nothing to undo at each return to the pool.
        builder.NoResetOnClose = true;
        builder.MaxAutoPrepare = 200;
        builder.AutoPrepareMinUsages = 2;
        return builder.ConnectionString;
    }

    private static string Required(IConfiguration configuration, string module) =>
        Find(configuration, module) ?? throw new InvalidOperationException($"No connection string for {module}: set ConnectionStrings__Postgres.");

    private static string? Blank(string? value) => string.IsNullOrWhiteSpace(value) ? null : value;
}
