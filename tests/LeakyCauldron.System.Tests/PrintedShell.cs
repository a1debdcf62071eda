using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LeakyCauldron.System.Tests;

/// <summary>Shell commands that a document tells its reader to type, typed.</summary>
internal static partial class PrintedShell
{
    /// <summary>All shell blocks of a text, in their order, as one script.</summary>
    public static string BlocksOf(string text) => string.Concat(Blocks().Matches(text).Select(b => b.Groups[1].Value));

    /// <summary>Replaces what is there.</summary>
    public static string Replace(string script, string from, string to)
    {
        script.ShouldContain(from);
        return script.Replace(from, to, StringComparison.Ordinal);
    }

    /// <summary>What bash says when it ends well.</summary>
    public static async Task<string> RunAsync(string folder, string script, IReadOnlyDictionary<string, string?>? environment = null)
    {
        var start = new ProcessStartInfo("bash", ["-c", script])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string?>())
        {
            start.Environment[name] = value;
        }

        using var bash = Process.Start(start)!;
        var errors = bash.StandardError.ReadToEndAsync(ShopClient.Ct);
        var output = await bash.StandardOutput.ReadToEndAsync(ShopClient.Ct);
        await bash.WaitForExitAsync(ShopClient.Ct);
        bash.ExitCode.ShouldBe(0, output + await errors);
        return output;
    }

    [GeneratedRegex("```sh\n(.*?)```", RegexOptions.Singleline, 1000)]
    private static partial Regex Blocks();
}
