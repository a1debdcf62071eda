using System.Globalization;
using System.Text.RegularExpressions;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>A folder with the server's programs, and their major version.</summary>
internal sealed partial record PostgresBinaries(string Folder, int Version)
{
    private const int OldestVersion = 14;

    private static readonly string[] Programs = ["initdb", "pg_ctl", "postgres"];

    // Debian, RHEL and PGDG, SUSE, Alpine, source builds, Homebrew on both processors, Postgres.app.
    private static readonly string[] UsualPlaces =
    [
        "/usr/lib/postgresql/*/bin",
        "/usr/pgsql-*/bin",
        "/usr/lib/postgresql*/bin",
        "/usr/libexec/postgresql*",
        "/usr/local/pgsql/bin",
        "/opt/homebrew/opt/postgresql*/bin",
        "/usr/local/opt/postgresql*/bin",
        "/Applications/Postgres.app/Contents/Versions/*/bin",
    ];

    public string Initdb => Path.Combine(Folder, "initdb");

    public string PgCtl => Path.Combine(Folder, "pg_ctl");

    /// <summary>The programs named by <paramref name="explicitFolder"/>; else the newest found, of the version that wrote the data where there is data.</summary>
    public static async Task<PostgresBinaries> FindAsync(string? explicitFolder, int? dataVersion, CancellationToken ct)
    {
        if (explicitFolder is not null)
        {
            return await InspectAsync(explicitFolder, ct)
                ?? throw new PostgresNotFoundException(
                    $"PG_BIN is {explicitFolder}, which does not hold {string.Join(", ", Programs)} of PostgreSQL {OldestVersion} or newer."
                );
        }

        var found = new List<PostgresBinaries>();
        foreach (var folder in OnPath().Concat(UsualPlaces.SelectMany(Expand)).Distinct(StringComparer.Ordinal))
        {
            if (await InspectAsync(folder, ct) is { } binaries)
            {
                found.Add(binaries);
            }
        }

        if (found.Count == 0)
        {
            throw new PostgresNotFoundException(
                $"PostgreSQL is not installed (looked in PG_BIN, PATH and {string.Join(", ", UsualPlaces.Take(2))}). Install it with {InstallCommand()}, "
                    + "or set ConnectionStrings__Postgres to a server that is running."
            );
        }

        return dataVersion is { } version
            ? found.Find(binaries => binaries.Version == version)
                ?? throw new PostgresNotFoundException(
                    $"The data was written by PostgreSQL {version}, but only {string.Join(", ", found.Select(b => b.Version).Distinct())} is installed: install {version}, or set PG_BIN to it."
                )
            : found.MaxBy(binaries => binaries.Version)!;
    }

    private static string InstallCommand() =>
        OperatingSystem.IsMacOS() ? "'brew install postgresql'"
        : File.Exists("/usr/bin/apt-get") ? "'sudo apt-get install postgresql'"
        : File.Exists("/usr/bin/dnf") ? "'sudo dnf install postgresql-server'"
        : File.Exists("/sbin/apk") ? "'apk add postgresql'"
        : "the system's package manager (its package is usually 'postgresql')";

    private static IEnumerable<string> OnPath() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let pgCtl = Path.Combine(folder, "pg_ctl")
        where File.Exists(pgCtl)
        // PATH often holds links to a few of the programs; the folder they point to holds all.
        select Path.GetDirectoryName(File.ResolveLinkTarget(pgCtl, returnFinalTarget: true)?.FullName ?? Path.GetFullPath(pgCtl))!;

    private static IEnumerable<string> Expand(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [pattern];
        }

        var parent = pattern[..pattern.LastIndexOf('/', star)];
        var end = pattern.IndexOf('/', star);
        var name = end < 0 ? pattern[(parent.Length + 1)..] : pattern[(parent.Length + 1)..end];
        var rest = end < 0 ? "" : pattern[(end + 1)..];
        return Directory.Exists(parent) ? Directory.EnumerateDirectories(parent, name).Select(folder => Path.Combine(folder, rest)) : [];
    }

    private static async Task<PostgresBinaries?> InspectAsync(string folder, CancellationToken ct)
    {
        if (!Programs.All(program => File.Exists(Path.Combine(folder, program))))
        {
            return null;
        }

        var answer = await Shell.RunAsync(Path.Combine(folder, "postgres"), ["--version"], ct);
        var match = VersionPattern().Match(answer.Output);
        return match.Success && int.Parse(match.Groups["major"].ValueSpan, CultureInfo.InvariantCulture) is >= OldestVersion and var version
            ? new PostgresBinaries(folder, version)
            : null;
    }

    [GeneratedRegex(@"\(PostgreSQL\) (?<major>\d+)", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex VersionPattern();
}
