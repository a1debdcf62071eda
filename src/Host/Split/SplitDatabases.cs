using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Postgres;
using Npgsql;

namespace LeakyCauldron.Host.Split;

/// <summary>Where the members of a split keep their data: one database for all, or with <c>SPLIT_DATABASES=each</c> one a module.</summary>
internal sealed class SplitDatabases(string common, bool each, EmbeddedPostgres? server) : IAsyncDisposable
{
    public bool Each { get; } = each;

    public bool IsPrivate => server is not null;

    public static async Task<SplitDatabases> OpenAsync(IConfiguration configuration, CancellationToken ct)
    {
        var each = configuration["SPLIT_DATABASES"] switch
        {
            null or "" or "one" => false,
            "each" => true,
            var other => throw new InvalidStartException($"SPLIT_DATABASES is \"{other}\"; it must be one or each."),
        };
        if (configuration.GetConnectionString("Postgres") is { Length: > 0 } given)
        {
            return new(given, each, null);
        }

        var server = await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = configuration["DATA_DIR"]! }, ct);
        return new(server.ConnectionString, each, server);
    }

    /// <summary>Connection strings of a member, as environment variables; its databases are there afterwards.</summary>
    public async Task<IReadOnlyDictionary<string, string?>> SettingsOfAsync(SplitMember member, CancellationToken ct)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal) { ["ConnectionStrings__Postgres"] = Each ? null : common };
        foreach (var module in Each ? member.Modules : [])
        {
            settings[$"ConnectionStrings__{module}"] = await DatabaseOfAsync(module, ct);
        }

        return settings;
    }

    public ValueTask DisposeAsync() => server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private async Task<string> DatabaseOfAsync(string module, CancellationToken ct)
    {
        var own = new NpgsqlConnectionStringBuilder(common);
        own.Database = $"{own.Database}_{module}";
        await using var connection = new NpgsqlConnection(common);
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", connection);
        exists.Parameters.Add(new() { Value = own.Database });
        if (await exists.ExecuteScalarAsync(ct) is false)
        {
            await using var create = new NpgsqlCommand(
                $"CREATE DATABASE \"{own.Database.Replace("\"", "\"\"", StringComparison.Ordinal)}\"",
                connection
            );
            await create.ExecuteNonQueryAsync(ct);
        }

        return own.ConnectionString;
    }
}
