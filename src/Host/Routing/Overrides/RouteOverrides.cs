using System.Text.Json;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Persistence;
using Npgsql;

namespace LeakyCauldron.Host.Routing.Overrides;

/// <summary>
/// The overrides in schema <c>host</c> of the common database, which all hosts read twice a second. A process that has only a module's own database knows none: it is
/// asked for that module alone, and by others.
/// </summary>
internal sealed class RouteOverrides(IConfiguration configuration, RouteTableSource table) : IAsyncDisposable
{
    private const string Ddl = """
        SELECT pg_advisory_lock(hashtext('leaky-route-overrides'));
        CREATE SCHEMA IF NOT EXISTS host;
        CREATE TABLE IF NOT EXISTS host.route_overrides (key text PRIMARY KEY, body jsonb NOT NULL);
        SELECT pg_advisory_unlock(hashtext('leaky-route-overrides'));
        """;

    private readonly Lazy<NpgsqlDataSource?> _database = new(() =>
        ConnectionStrings.Find(configuration, "host") is null ? null : NpgsqlDataSource.Create(ConnectionStrings.ForOwner(configuration, "host"))
    );

    private string _last = "";

    /// <summary>False where there is no common database.</summary>
    public bool IsStored => _database.Value is not null;

    public async Task PrepareAsync(CancellationToken ct)
    {
        if (_database.Value is not { } database)
        {
            return;
        }

        await using (var exists = database.CreateCommand("SELECT to_regclass('host.route_overrides') IS NOT NULL"))
        {
            if (await exists.ExecuteScalarAsync(ct) is not true)
            {
                await using var connection = await database.OpenConnectionAsync(ct);
                await using var command = new NpgsqlCommand(Ddl, connection);
                await command.ExecuteNonQueryAsync(ct);
            }
        }

        await RefreshAsync(ct);
    }

    /// <summary>Reads them and puts them in force where they differ.</summary>
    public async Task RefreshAsync(CancellationToken ct)
    {
        await using var command = _database.Value!.CreateCommand(
            "SELECT coalesce(json_agg(body ORDER BY key), '[]')::text FROM host.route_overrides"
        );
        var text = (string)(await command.ExecuteScalarAsync(ct))!;
        if (text != _last)
        {
            table.Apply(JsonSerializer.Deserialize<RouteOverride[]>(text, Json.Wire)!);
            _last = text;
        }
    }

    public async Task SaveAsync(RouteOverride value, CancellationToken ct)
    {
        await using var command = _database.Value!.CreateCommand(
            "INSERT INTO host.route_overrides (key, body) VALUES ($1, $2::jsonb) ON CONFLICT (key) DO UPDATE SET body = excluded.body"
        );
        command.Parameters.Add(new() { Value = value.Key });
        command.Parameters.Add(new() { Value = JsonSerializer.Serialize(value, Json.Wire) });
        await command.ExecuteNonQueryAsync(ct);
        await RefreshAsync(ct);
    }

    public async Task<bool> RemoveAsync(string key, CancellationToken ct)
    {
        await using var command = _database.Value!.CreateCommand("DELETE FROM host.route_overrides WHERE key = $1");
        command.Parameters.Add(new() { Value = key });
        var removed = await command.ExecuteNonQueryAsync(ct);
        await RefreshAsync(ct);
        return removed > 0;
    }

    public ValueTask DisposeAsync() => _database is { IsValueCreated: true, Value: { } database } ? database.DisposeAsync() : ValueTask.CompletedTask;
}
