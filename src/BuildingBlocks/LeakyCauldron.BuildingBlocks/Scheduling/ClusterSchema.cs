using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.Extensions.Configuration;
using Npgsql;
using Quartz;

namespace LeakyCauldron.BuildingBlocks.Scheduling;

/// <summary>
/// The shared scheduler's tables, by Quartz's own script, which it carries. Quartz would run it itself, but not for two hosts that start at the same time.
/// </summary>
internal sealed class ClusterSchema(IConfiguration configuration)
{
    private const string Script = "Quartz.Impl.AdoJobStore.Schema.create_postgres.sql";

    /// <summary>Safe to run by several hosts at once and at each start.</summary>
    public async Task EnsureAsync(CancellationToken ct)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionStrings.ForOwner(configuration, "host"));
        await using var connection = await source.OpenConnectionAsync(ct);
        if (await ExistsAsync(connection, ct))
        {
            return;
        }

        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, "SELECT pg_advisory_xact_lock(hashtext('leaky-jobs'))", ct);
        if (!await ExistsAsync(connection, ct))
        {
            await ExecuteAsync(connection, "SET LOCAL client_min_messages = warning; CREATE SCHEMA IF NOT EXISTS host", ct);
            await ExecuteAsync(connection, await ReadScriptAsync(ct), ct);
        }

        await transaction.CommitAsync(ct);
    }

    private static async Task<bool> ExistsAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"SELECT to_regclass('{Jobs.TablePrefix}locks') IS NOT NULL", connection);
        return await command.ExecuteScalarAsync(ct) is true;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>{0} stands for the tables' prefix, {1} for that of the indexes, which have no schema.</summary>
    private static async Task<string> ReadScriptAsync(CancellationToken ct)
    {
        await using var stream =
            typeof(IScheduler).Assembly.GetManifestResourceStream(Script)
            ?? throw new InvalidOperationException($"Quartz no longer carries {Script}.");
        using var reader = new StreamReader(stream);
        var script = await reader.ReadToEndAsync(ct);
        var indexes = Jobs.TablePrefix[(Jobs.TablePrefix.IndexOf('.', StringComparison.Ordinal) + 1)..];
        return script
            .Replace("{0}", Jobs.TablePrefix, StringComparison.Ordinal)
            .Replace("{1}", indexes, StringComparison.Ordinal)
            .Replace("--;;", "", StringComparison.Ordinal);
    }
}
