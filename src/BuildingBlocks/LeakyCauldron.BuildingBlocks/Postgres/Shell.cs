using System.ComponentModel;
using System.Diagnostics;

namespace LeakyCauldron.BuildingBlocks.Postgres;

internal sealed record ShellResult(int ExitCode, string Output)
{
    public bool Succeeded => ExitCode == 0;
}

/// <summary>Runs a program to its end and gives its exit code with both outputs as one text.</summary>
internal static class Shell
{
    public static async Task<ShellResult> RunAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            // An account that may not enter the current folder could not start there.
            WorkingDirectory = "/",
        };
        Neutralise(start.Environment);

        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            return new ShellResult(127, $"{program}: {exception.Message}");
        }

        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(ct);
            var error = process.StandardError.ReadToEndAsync(ct);
            var text = await output + await error;
            await process.WaitForExitAsync(ct);
            return new ShellResult(process.ExitCode, text.Trim());
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    // The person's own PGDATA, PGPORT or PGUSER must not steer the private server; messages are matched in English.
    private static void Neutralise(IDictionary<string, string?> environment)
    {
        foreach (var name in environment.Keys.Where(key => key.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            environment.Remove(name);
        }

        environment["LC_ALL"] = "C";
    }
}
