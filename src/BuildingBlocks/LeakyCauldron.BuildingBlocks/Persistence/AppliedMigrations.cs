using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Persistence;

/// <summary>Which migrations each module's schema has, read with one connection a database: eight would each cost the start a sign-in.</summary>
internal static class AppliedMigrations
{
    public static async Task<ILookup<string, string>> ReadAsync(IConfiguration configuration, IReadOnlyList<string> modules, CancellationToken ct)
    {
        var applied = new List<(string Module, string Migration)>();
        foreach (var database in modules.GroupBy(m => ConnectionStrings.Find(configuration, m), StringComparer.Ordinal))
        {
            await using var source = NpgsqlDataSource.Create(ConnectionStrings.ForOwner(configuration, database.First()));
            await using var connection = await source.OpenConnectionAsync(ct);
            var present = await PresentAsync(connection, [.. database], ct);
            applied.AddRange(await AppliedAsync(connection, present, ct));
        }

        return applied.ToLookup(row => row.Module, row => row.Migration, StringComparer.Ordinal);
    }

    private static async Task<List<string>> PresentAsync(NpgsqlConnection connection, string[] modules, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            "SELECT module FROM unnest($1) AS module WHERE to_regclass(module || '.__migrations') IS NOT NULL",
            connection
        );
        command.Parameters.AddWithValue(modules);
        var present = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            present.Add(reader.GetString(0));
        }

        return present;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Module names come from code, never from a request.")]
    private static async Task<List<(string, string)>> AppliedAsync(NpgsqlConnection connection, List<string> modules, CancellationToken ct)
    {
        var applied = new List<(string, string)>();
        if (modules.Count == 0)
        {
            return applied;
        }

        var sql = string.Join(" UNION ALL ", modules.Select(m => $"SELECT '{m}', migration_id FROM {m}.__migrations"));
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            applied.Add((reader.GetString(0), reader.GetString(1)));
        }

        return applied;
    }
}
