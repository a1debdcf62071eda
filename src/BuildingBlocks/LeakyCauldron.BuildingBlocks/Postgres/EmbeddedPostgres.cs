using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>
/// A Postgres of the host's own, from the programs installed on the machine: on loopback and a free port, in a session of its own,
/// stopped with the host. One that outlived a killed host is adopted.
/// </summary>
public sealed partial class EmbeddedPostgres : IAsyncDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly Cluster _cluster;
    private readonly EmbeddedPostgresOptions _options;
    private bool _stopped;

    private EmbeddedPostgres(ClusterFolder folder, PostgresBinaries binaries, EmbeddedPostgresOptions options)
    {
        (_folder, _binaries, _options) = (folder, binaries, options);
        _cluster = new Cluster(folder, binaries, options);
    }

    /// <summary>Connects the cluster's superuser to the application's database.</summary>
    public string ConnectionString { get; private set; } = "";

    /// <summary>The loopback port the server listens on.</summary>
    public int Port { get; private set; }

    /// <summary>The server's process.</summary>
    public int ProcessId { get; private set; }

    /// <summary>True if the server was running already: its host had been killed.</summary>
    public bool Adopted { get; private set; }

    /// <summary>The folder that holds the cluster, its password and its log.</summary>
    public string Folder => _folder.Path;

    /// <summary>Creates the cluster if there is none, starts it or adopts it, and returns once it answers.</summary>
    /// <exception cref="EmbeddedPostgresException">It cannot be had; the message is for the person who started the host.</exception>
    public static async Task<EmbeddedPostgres> StartAsync(EmbeddedPostgresOptions options, CancellationToken ct = default)
    {
        var folder = await ClusterFolder.OpenAsync(options.DataDirectory, ct);
        EmbeddedPostgres? server = null;
        try
        {
            var binaries = await PostgresBinaries.FindAsync(
                options.BinDirectory ?? Environment.GetEnvironmentVariable("PG_BIN"),
                await folder.DataVersionAsync(ct),
                ct
            );
            server = new EmbeddedPostgres(folder, binaries, options);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(options.StartTimeout);
            try
            {
                await server.RunAsync(deadline.Token);
            }
            catch (OperationCanceledException exception) when (!ct.IsCancellationRequested)
            {
                throw new EmbeddedPostgresException(
                    $"The private PostgreSQL did not answer within {options.StartTimeout}; its log is {folder.Log}.",
                    exception
                );
            }

            return server;
        }
        catch
        {
            if (server is null)
            {
                folder.Dispose();
            }
            else
            {
                await server.StopAsync(CancellationToken.None);
            }

            throw;
        }
    }

    /// <summary>Fast shutdown: sessions are ended, everything committed is written, the server is gone when this returns.</summary>
    public async Task StopAsync(CancellationToken ct = default)
    {
        if (_stopped)
        {
            return;
        }

        var stopped =
            await Postmaster.FindAsync(_folder, ct) is null
            || await _cluster.StopAsync("fast", _options.StopTimeout, ct)
            || await _cluster.StopAsync("immediate", _options.StopTimeout, ct);
        _stopped = true;
        _folder.Dispose();
        if (stopped)
        {
            LogStopped(_options.Logger);
        }
        else
        {
            LogStillRunning(_options.Logger, ProcessId, _folder.Log);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await StopAsync();

    private async Task RunAsync(CancellationToken ct)
    {
        if (await _folder.DataVersionAsync(ct) is null)
        {
            await _cluster.CreateAsync(ct);
            LogCreated(_options.Logger, _binaries.Version, Folder);
        }

        var password = await _folder.PasswordAsync(ct);
        var started = false;
        while (true)
        {
            var postmaster = await Postmaster.FindAsync(_folder, ct);
            if (postmaster is null)
            {
                started = await _cluster.TryStartAsync(ct);
            }
            else if (postmaster.Port > 0 && await EnsureDatabaseAsync(postmaster.Port, password, ct))
            {
                (Port, ProcessId, Adopted) = (postmaster.Port, postmaster.ProcessId, !started);
                ConnectionString = ConnectionTo(_options.Database, Port, password, pooling: true);
                LogRunning(_options.Logger, _binaries.Version, Port, ProcessId, Adopted ? "adopted" : "started", Folder);
                return;
            }
            else
            {
                // It is recovering, or still shutting down for a host that has just gone.
                await Task.Delay(PollInterval, ct);
            }
        }
    }

    private async Task<bool> EnsureDatabaseAsync(int port, string password, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo("postgres", port, password, pooling: false));
            await connection.OpenAsync(ct);
            await using var exists = new NpgsqlCommand("SELECT 1 FROM pg_database WHERE datname = $1", connection)
            {
                Parameters = { new() { Value = _options.Database } },
            };
            if (await exists.ExecuteScalarAsync(ct) is null)
            {
                await using var create = new NpgsqlCommand($"CREATE DATABASE \"{_options.Database}\"", connection);
                await create.ExecuteNonQueryAsync(ct);
            }

            return true;
        }
        catch (NpgsqlException exception) when (exception.IsTransient || exception.InnerException is SocketException)
        {
            return false;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InvalidPassword)
        {
            throw new EmbeddedPostgresException($"The private PostgreSQL refuses the password in {_folder.PasswordFile}.", exception);
        }
    }

    internal static string ConnectionTo(string database, int port, string password, bool pooling) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Cluster.Superuser,
            Password = password,
            Database = database,
            Pooling = pooling,
            // Loopback: asking for encryption only costs round trips.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    [LoggerMessage(Level = LogLevel.Information, Message = "Created a private PostgreSQL {Version} in {Folder}")]
    private static partial void LogCreated(ILogger logger, int version, string folder);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Private PostgreSQL {Version} on 127.0.0.1:{Port} (process {ProcessId}, {How}), data in {Folder}"
    )]
    private static partial void LogRunning(ILogger logger, int version, int port, int processId, string how, string folder);

    [LoggerMessage(Level = LogLevel.Information, Message = "Private PostgreSQL stopped")]
    private static partial void LogStopped(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Private PostgreSQL (process {ProcessId}) is still running; its log is {Log}")]
    private static partial void LogStillRunning(ILogger logger, int processId, string log);
}
