using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>Creates, starts and stops the server of a folder with Postgres's own programs, run by the folder's account.</summary>
internal sealed class Cluster(ClusterFolder folder, PostgresBinaries binaries, EmbeddedPostgresOptions options)
{
    public const string Superuser = "leaky";

    private static readonly TimeSpan RetryInterval = TimeSpan.FromMilliseconds(50);

    public async Task CreateAsync(CancellationToken ct)
    {
        // Under another name until it is complete, so that an interrupted creation is begun anew.
        var unfinished = folder.Data + ".new";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        await folder.CreatePasswordAsync(ct);
        string[] locale = OperatingSystem.IsMacOS() ? ["--locale=C", "--lc-ctype=en_US.UTF-8"] : ["--locale=C.UTF-8"];
        var result = await folder.Account.RunAsync(
            binaries.Initdb,
            [
                "-D",
                unfinished,
                "-U",
                Superuser,
                $"--pwfile={folder.PasswordFile}",
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
            throw new EmbeddedPostgresException(
                $"initdb could not create the private PostgreSQL in {folder.Path}: {Reason(result.Output, "error:")}"
            );
        }

        await File.AppendAllTextAsync(Path.Combine(unfinished, "postgresql.conf"), $"\ninclude '{ServerSettings.FileName}'\n", ct);
        Directory.Move(unfinished, folder.Data);
    }

    /// <summary>True once the server accepts connections; false if it is worth another try (the port was taken meanwhile, or the last server's memory is still held).</summary>
    public async Task<bool> TryStartAsync(CancellationToken ct)
    {
        await File.WriteAllTextAsync(Path.Combine(folder.Data, ServerSettings.FileName), ServerSettings.Text(FreePort(), options), ct);
        folder.RotateLog();
        var logged = File.Exists(folder.Log) ? new FileInfo(folder.Log).Length : 0;
        var seconds = ((int)options.StartTimeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await UnlessCancelledAsync(
            folder.Account.RunAsync(
                binaries.PgCtl,
                ["start", "-D", folder.Data, "-l", folder.Log, "-w", "-s", "-t", seconds],
                CancellationToken.None
            ),
            ct
        );
        if (result.Succeeded)
        {
            return true;
        }

        var log = await LogSinceAsync(logged, ct);
        if (log.Contains("could not bind", StringComparison.Ordinal) || log.Contains("pre-existing shared memory block", StringComparison.Ordinal))
        {
            await Task.Delay(RetryInterval, ct);
            return false;
        }

        var reason = Reason(log.Length > 0 ? log : result.Output, "FATAL:");
        throw new EmbeddedPostgresException($"The private PostgreSQL did not start: {reason} (its log is {folder.Log})");
    }

    public async Task<bool> StopAsync(string mode, TimeSpan timeout, CancellationToken ct)
    {
        var seconds = Math.Max(1, (int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var result = await folder.Account.RunAsync(binaries.PgCtl, ["stop", "-D", folder.Data, "-m", mode, "-w", "-s", "-t", seconds], ct);
        return result.Succeeded || await Postmaster.FindAsync(folder, ct) is null;
    }

    /// <summary>
    /// pg_ctl is never killed: the server is its child until it returns and would be killed along, to be recovered at its next start. A server is stopped by its file, so
    /// giving up waits until the file is there.
    /// </summary>
    private async Task<ShellResult> UnlessCancelledAsync(Task<ShellResult> start, CancellationToken ct)
    {
        try
        {
            return await start.WaitAsync(ct);
        }
        catch (OperationCanceledException)
        {
            while (!start.IsCompleted && await Postmaster.FindAsync(folder, CancellationToken.None) is null)
            {
                await Task.Delay(RetryInterval, CancellationToken.None);
            }

            throw;
        }
    }

    private async Task<string> LogSinceAsync(long position, CancellationToken ct)
    {
        if (!File.Exists(folder.Log))
        {
            return "";
        }

        await using var stream = new FileStream(folder.Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        stream.Position = position;
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(ct);
    }

    private string[] SyncArguments() => options.Fsync ? [] : ["--no-sync"];

    private static string Reason(string output, string mark)
    {
        var lines = output.Trim().Split('\n');
        return (Array.Find(lines, line => line.Contains(mark, StringComparison.Ordinal)) ?? lines[^1]).Trim();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
