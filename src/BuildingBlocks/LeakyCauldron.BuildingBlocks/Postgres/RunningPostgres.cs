using System.Globalization;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>Finds the private Postgres that another process runs, for a tool that works beside it.</summary>
public static class RunningPostgres
{
    private const int PortLine = 3;

    /// <summary>Whether a host has ever kept a private Postgres there.</summary>
    public static bool ExistsIn(string dataDirectory) => File.Exists(PasswordFile(dataDirectory));

    /// <summary>Connects the cluster's superuser to the application's database; nothing is started, stopped or locked.</summary>
    /// <exception cref="EmbeddedPostgresException">None runs there, or this account may not read its password.</exception>
    public static async Task<string> ConnectionStringAsync(EmbeddedPostgresOptions options, CancellationToken ct)
    {
        var folder = ClusterFolder.Find(options.DataDirectory);
        try
        {
            var lines = await File.ReadAllLinesAsync(Path.Combine(folder, "data", "postmaster.pid"), ct);
            var password = await File.ReadAllTextAsync(PasswordFile(options.DataDirectory), ct);
            return EmbeddedPostgres.ConnectionTo(
                options.Database,
                int.Parse(lines[PortLine], CultureInfo.InvariantCulture),
                password.Trim(),
                pooling: true
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException or IndexOutOfRangeException)
        {
            throw new EmbeddedPostgresException($"The private PostgreSQL in {folder} cannot be reached: {e.Message}", e);
        }
    }

    private static string PasswordFile(string dataDirectory) => Path.Combine(ClusterFolder.Find(dataDirectory), "password");
}
