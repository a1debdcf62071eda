using LeakyCauldron.BuildingBlocks.Persistence;
using Npgsql;

namespace LeakyCauldron.Host.Startup;

/// <summary>Remembers which sample data was loaded, so that what a shop deleted does not come back; hosts take turns by advisory lock.</summary>
internal sealed class SampleDataLedger(IConfiguration configuration)
{
    public async Task<Turn> TakeTurnAsync(CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionStrings.ForOwner(configuration, "host"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_advisory_lock(hashtext('leaky-sample-data'));
            CREATE SCHEMA IF NOT EXISTS host;
            CREATE TABLE IF NOT EXISTS host.sample_data (name text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now());
            SELECT name FROM host.sample_data;
            """,
            connection
        );
        var loaded = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            loaded.Add(reader.GetString(0));
        }

        return new Turn(connection, loaded);
    }

    internal sealed class Turn(NpgsqlConnection connection, HashSet<string> loaded) : IAsyncDisposable
    {
        public bool IsLoaded(string name) => loaded.Contains(name);

        public async Task MarkLoadedAsync(string name, CancellationToken ct)
        {
            await using var command = new NpgsqlCommand("INSERT INTO host.sample_data (name) VALUES ($1) ON CONFLICT DO NOTHING", connection);
            command.Parameters.Add(new() { Value = name });
            await command.ExecuteNonQueryAsync(ct);
        }

        /// <summary>Closing for good ends the session, and with it the advisory lock.</summary>
        public async ValueTask DisposeAsync()
        {
            await using (var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection))
            {
                await command.ExecuteNonQueryAsync(CancellationToken.None);
            }

            await connection.DisposeAsync();
        }
    }
}
