using LeakyCauldron.BuildingBlocks.Persistence;
using Npgsql;

namespace LeakyCauldron.Host.Startup;

/// <summary>Remembers which sample data was loaded, so that what a shop deleted does not come back; hosts take turns by advisory lock, for each set of its own: what one process loads may ask what another is about to load.</summary>
internal sealed class SampleDataLedger(IConfiguration configuration)
{
    public async Task<Turn> TakeTurnAsync(string name, CancellationToken ct)
    {
        var connection = new NpgsqlConnection(ConnectionStrings.ForOwner(configuration, "host"));
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(
            """
            SELECT pg_advisory_lock(hashtext('leaky-sample-data'));
            CREATE SCHEMA IF NOT EXISTS host;
            CREATE TABLE IF NOT EXISTS host.sample_data (name text PRIMARY KEY, loaded_at timestamptz NOT NULL DEFAULT now());
            SELECT pg_advisory_unlock(hashtext('leaky-sample-data'));
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(ct);
        await using var turn = new NpgsqlCommand("SELECT pg_advisory_lock(hashtext('leaky-sample-data'), hashtext($1))", connection);
        turn.Parameters.Add(new() { Value = name });
        await turn.ExecuteNonQueryAsync(ct);
        await using var loaded = new NpgsqlCommand("SELECT EXISTS (SELECT FROM host.sample_data WHERE name = $1)", connection);
        loaded.Parameters.Add(new() { Value = name });
        return new Turn(connection, name, await loaded.ExecuteScalarAsync(ct) is true);
    }

    internal sealed class Turn(NpgsqlConnection connection, string name, bool isLoaded) : IAsyncDisposable
    {
        public bool IsLoaded => isLoaded;

        public async Task MarkLoadedAsync(CancellationToken ct)
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
