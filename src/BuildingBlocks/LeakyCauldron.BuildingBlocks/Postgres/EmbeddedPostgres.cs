using System.Globalization;
using System.Net;
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
    private const string Superuser = "leaky";

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ClusterFolder _folder;
    private readonly PostgresBinaries _binaries;
    private readonly EmbeddedPostgresOptions _options;
    private bool _stopped;

    private EmbeddedPostgres(ClusterFolder folder, PostgresBinaries binaries, EmbeddedPostgresOptions options) =>
        (_folder, _binaries, _options) = (folder, binaries, options);

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
            || await StopAsync("fast", _options.StopTimeout, ct)
            || await StopAsync("immediate", _options.StopTimeout, ct);
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
            await CreateClusterAsync(ct);
        }

        var password = await _folder.PasswordAsync(ct);
        var started = false;
        while (true)
        {
            var postmaster = await Postmaster.FindAsync(_folder, ct);
            if (postmaster is null)
            {
                started = await TryStartAsync(ct);
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

    private async Task CreateClusterAsync(CancellationToken ct)
    {
        // Under another name until it is complete, so that an interrupted creation is begun anew.
        var unfinished = _folder.Data + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await _folder.CreatePasswordAsync(ct);
        string[] locale = OperatingSystem.IsMacOS() ? ["--locale=C", "--lc-ctype=en_US.UTF-8"] : ["--locale=C.UTF-8"];
        var result = await _folder.Account.RunAsync(
            _binaries.Initdb,
            [
                "-D",
                unfinished,
                "-U",
                Superuser,
                $"--pwfile={_folder.PasswordFile}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions",
                .. locale,
                .. SyncArguments(),
            ],
            ct
        );
        if (!result.Succeeded)
        {
            throw new EmbeddedPostgresException($"initdb could not create the private PostgreSQL in {Folder}: {LastLine(result.Output)}");
        }

        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), $"\ninclude '{ServerSettings.FileName}'\n", ct);
        Directory.Move(unfinished, _folder.Data);
        LogCreated(_options.Logger, _binaries.Version, Folder);
    }

    /// <summary>True once the server accepts connections; false if it is worth another try (the port was taken meanwhile, or the last server's memory is still held).</summary>
    private async Task<bool> TryStartAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder.Data, ServerSettings.FileName), ServerSettings.Text(FreePort(), _options), ct);
        _folder.RotateLog();
        var logged = File.Exists(_folder.Log) ? new FileInfo(_folder.Log).Length : 0;
        var seconds = ((int)_options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await _folder.Account.RunAsync(_binaries.PgCtl, ["start", "-D", _folder.Data, "-l", _folder.Log, "-w", "-s", "-t", seconds], ct);
        if (result.Succeeded)
        {
            return true;
        }

        var log = await LogSinceAsync(logged, ct);
        if (log.Contains("could not bind", StringComparison.Ordinal) || log.Contains("pre-existing shared memory block", StringComparison.Ordinal))
        {
            await Task.Delay(PollInterval, ct);
            return false;
        }

        var reason = Array.FindLast(log.Split('\n'), line => line.Contains("FATAL:", StringComparison.Ordinal)) ?? LastLine(result.Output);
        throw new EmbeddedPostgresException($"The private PostgreSQL did not start: {reason.Trim()} (its log is {_folder.Log})");
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

    private static string ConnectionTo(string database, int port, string password, bool pooling) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = "127.0.0.1",
            Port = port,
            Username = Superuser,
            Password = password,
            Database = database,
            Pooling = pooling,
            // Loopback: asking for encryption only costs round trips.
            SslMode = SslMode.Disable,
            GssEncryptionMode = GssEncryptionMode.Disable,
        }.ConnectionString;

    private async Task<bool> StopAsync(string mode, TimeSpan timeout, CancellationToken ct)
    {
        var seconds = Math.Max(1, (int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await _folder.Account.RunAsync(_binaries.PgCtl, ["stop", "-D", _folder.Data, "-m", mode, "-w", "-s", "-t", seconds], ct);
        return result.Succeeded || await Postmaster.FindAsync(_folder, ct) is null;
    }

    private string[] SyncArguments() => _options.Fsync ? [] : ["--no-sync"];

    private async Task<string> LogSinceAsync(long position, CancellationToken ct)
    {
        if (!File.Exists(_folder.Log))
        {
            return "";
        }

        await using var stream = new FileStream(_folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = position;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }

    private static string LastLine(string output) => output.Split('\n')[^1];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

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
