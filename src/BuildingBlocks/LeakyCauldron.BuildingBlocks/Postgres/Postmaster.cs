using System.Globalization;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>The live server of a cluster, as its <c>postmaster.pid</c> tells; the port is 0 while it has not come that far.</summary>
internal sealed record Postmaster(int ProcessId, int Port)
{
    /// <summary>
    /// Null if no server runs there. A file left by a crash is removed where its process number now belongs to another program:
    /// Postgres would refuse to start beside it.
    /// </summary>
    public static async Task<Postmaster?> FindAsync(ClusterFolder folder, CancellationToken ct)
    {
        if (await ReadAsync(folder.PostmasterFile, ct) is not { } text || Parse(text) is not { } postmaster)
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            return IsPostgres(postmaster.ProcessId) ? postmaster : null;
        }

        var process = $"/proc/{postmaster.ProcessId.ToString(CultureInfo.InvariantCulture)}";
        if (await ReadAsync($"{process}/comm", ct) is not { } program)
        {
            return null;
        }

        if (program.Trim() == "postgres")
        {
            // A server's working folder is its data, and only its own account is sure to be allowed to look there.
            var inPlace = await folder.Account.RunAsync("cat", [$"{process}/cwd/postmaster.pid"], ct);
            if (!inPlace.Succeeded || Identity(inPlace.Output) == Identity(text))
            {
                return postmaster;
            }
        }

        File.Delete(folder.PostmasterFile);
        return null;
    }

    // Process, folder and start time.
    private static string Identity(string text) => string.Join('\n', text.Split('\n').Take(3));

    // Line 1 is the process, line 4 the port; the file grows as the start proceeds.
    private static Postmaster? Parse(string text)
    {
        var lines = text.Split('\n');
        return int.TryParse(lines[0], CultureInfo.InvariantCulture, out var process)
            ? new Postmaster(process, lines.Length > 3 && int.TryParse(lines[3], CultureInfo.InvariantCulture, out var port) ? port : 0)
            : null;
    }

    private static async Task<string?> ReadAsync(string file, CancellationToken ct)
    {
        try
        {
            return await File.ReadAllTextAsync(file, ct);
        }
        // A process that ends between opening and reading answers with an error of its own.
        catch (IOException)
        {
            return null;
        }
    }

    private static bool IsPostgres(int id)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(id);
            return process.ProcessName.Contains("postgres", StringComparison.Ordinal);
        }
        catch (ArgumentException)
        {
            return false;
        }
    }
}
