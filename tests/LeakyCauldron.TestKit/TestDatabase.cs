using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace LeakyCauldron.TestKit;

/// <summary>A database of one test's own, copied from a template and dropped afterwards.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> ProductFingerprint = new(ComputeProductFingerprintAsync);

    private TestDatabase(string name, string connectionString) => (Name, ConnectionString) = (name, connectionString);

    /// <summary>The database's name.</summary>
    public string Name { get; }

    /// <summary>Connects a superuser to it.</summary>
    public string ConnectionString { get; }

    /// <summary>An empty database.</summary>
    public static Task<TestDatabase> CreateEmptyAsync() => CreateFromAsync("template1");

    /// <summary>
    /// A copy of the template <paramref name="key"/>. The first caller of all processes on the server builds it with <paramref name="build"/>, which is given a
    /// connection string and leaves behind what every copy starts with; a change of the product's code makes a new template.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(string key, Func<string, Task> build)
    {
        var template = $"template_{key}_{await ProductFingerprint.Value}";
        await EnsureTemplateAsync(template, build);
        return await CreateFromAsync(template);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await using (var pooled = new NpgsqlConnection(ConnectionString))
        {
            NpgsqlConnection.ClearPool(pooled);
        }

        await using var server = await ConnectAsync();
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS \"{Name}\" WITH (FORCE)");
    }

    private static async Task<TestDatabase> CreateFromAsync(string template)
    {
        var name = $"test_{Guid.CreateVersion7():N}";
        await using var server = await ConnectAsync();
        await ExecuteAsync(server, $"CREATE DATABASE \"{name}\" TEMPLATE \"{template}\"");
        return new TestDatabase(name, await PostgresServer.ConnectionStringAsync(name));
    }

    private static async Task EnsureTemplateAsync(string template, Func<string, Task> build)
    {
        await using var server = await ConnectAsync();
        await ExecuteAsync(server, $"SELECT pg_advisory_lock(hashtext('{template}'))");
        await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", server)
        {
            Parameters = { new() { Value = template } },
        };
        if (await exists.ExecuteScalarAsync() is not null)
        {
            return;
        }

        // Under another name until it is complete: a build that fails leaves no half a template.
        var unfinished = $"{template}_new";
        await ExecuteAsync(server, $"DROP DATABASE IF EXISTS \"{unfinished}\" WITH (FORCE)");
        await ExecuteAsync(server, $"CREATE DATABASE \"{unfinished}\"");
        // Unpooled, since a template can be copied only while nobody is connected to it; whoever is still there is sent away.
        await build(new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync(unfinished)) { Pooling = false }.ConnectionString);
        await ExecuteAsync(server, $"ALTER DATABASE \"{unfinished}\" ALLOW_CONNECTIONS false");
        await ExecuteAsync(server, $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{unfinished}'");
        await ExecuteAsync(server, $"ALTER DATABASE \"{unfinished}\" RENAME TO \"{template}\"");
    }

    // Closing the connection gives its advisory lock back.
    private static async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(await PostgresServer.ConnectionStringAsync()) { Pooling = false }.ConnectionString
        );
        await connection.OpenAsync();
        return connection;
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> ComputeProductFingerprintAsync()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var assemblies = Directory
            .EnumerateFiles(AppContext.BaseDirectory, "LeakyCauldron.*.dll")
            .Where(file => !file.EndsWith(".Tests.dll", StringComparison.Ordinal) && !file.EndsWith(".TestKit.dll", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal);
        foreach (var assembly in assemblies)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetFileName(assembly)));
            hash.AppendData(await File.ReadAllBytesAsync(assembly));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }
}
