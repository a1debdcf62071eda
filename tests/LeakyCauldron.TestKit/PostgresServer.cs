using LeakyCauldron.BuildingBlocks.Postgres;
using Npgsql;

namespace LeakyCauldron.TestKit;

/// <summary>
/// The Postgres that the tests of this process share: the one that <c>TEST_POSTGRES</c> names, else a private one, started when first asked for
/// and stopped as the process ends.
/// </summary>
public static class PostgresServer
{
    private static readonly Lazy<Task<string>> Started = new(StartAsync);

    /// <summary>Connects a superuser to the server's maintenance database.</summary>
    public static Task<string> ConnectionStringAsync() => Started.Value;

    /// <summary>The same server and user, another database.</summary>
    public static async Task<string> ConnectionStringAsync(string database) =>
        new NpgsqlConnectionStringBuilder(await ConnectionStringAsync()) { Database = database }.ConnectionString;

    /// <summary>A private server for tests: committed data does not survive a power cut.</summary>
    public static Task<EmbeddedPostgres> StartPrivateAsync(string dataDirectory) =>
        EmbeddedPostgres.StartAsync(
            new EmbeddedPostgresOptions
            {
                DataDirectory = dataDirectory,
                Fsync = false,
                MaxConnections = 500,
            }
        );

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        var folder = new TempFolder();
        var server = await StartPrivateAsync(folder.Path);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            // The process ends with this handler: there is nothing to be awaited from.
            server.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Dispose();
        };
        return server.ConnectionString;
    }
}
