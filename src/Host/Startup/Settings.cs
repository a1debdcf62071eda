using System.Globalization;
using System.Security.Cryptography;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Startup;

/// <summary>What this process was asked to do.</summary>
internal enum Verb
{
    Serve,
    Docs,
    Outbox,
    Split,
}

/// <summary>Turns the short environment variables that users know into settings, and refuses wrong ones before anything starts.</summary>
internal static class Settings
{
    private const int MaxPort = 65535;

    public static Verb AddSettings(this WebApplicationBuilder builder, string[] args)
    {
        var configuration = builder.Configuration;
        var port = Port(configuration["PORT"]);
        var bind = configuration["BIND"] ?? "127.0.0.1";
        var dataDir = Path.GetFullPath(Text(configuration["DATA_DIR"]) ?? ".data");
        var verb = args.FirstOrDefault() switch
        {
            "docs" => Verb.Docs,
            "outbox" => Verb.Outbox,
            "split" => Verb.Split,
            _ => Verb.Serve,
        };
        configuration.AddInMemoryCollection(
            new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                ["BIND"] = bind,
                ["DATA_DIR"] = dataDir,
                ["SAMPLE_DATA"] = SampleData(configuration["SAMPLE_DATA"]),
                ["Shop:PublicUrl"] = PublicUrl(Text(configuration["Shop:PublicUrl"]) ?? Neighbours.Origin(configuration), port),
                ["Shop:Currency"] = Currency(configuration["Shop:Currency"]),
            }
        );
        if (verb == Verb.Docs)
        {
            // The documents are drawn from models that name a database but never open it.
            configuration["ConnectionStrings:Postgres"] = "Host=127.0.0.1";
        }
        else if (verb is Verb.Serve or Verb.Split)
        {
            MakeDataDir(dataDir);
            configuration["SAMPLE_PASSWORD"] = SamplePassword(configuration, dataDir);
        }

        return verb;
    }

    private static int Port(string? text) =>
        text is null ? 8080
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= MaxPort ? port
        : throw new InvalidStartException($"PORT is \"{text}\"; it must be a number from 1 to 65535.");

    private static string SampleData(string? text) =>
        text switch
        {
            null or "none" => "none",
            "small" => "small",
            _ => throw new InvalidStartException($"SAMPLE_DATA is \"{text}\"; it must be small or none."),
        };

    private static string PublicUrl(string? text, int port)
    {
        var url = Text(text) ?? string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
        return Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https"
            ? url.TrimEnd('/')
            : throw new InvalidStartException($"Shop__PublicUrl is \"{text}\"; it must be an http or https address.");
    }

    private static string Currency(string? text) =>
        BuildingBlocks.Contracts.Currencies.IsKnown(Text(text) ?? "GBP")
            ? Text(text) ?? "GBP"
            : throw new InvalidStartException($"Shop__Currency is \"{text}\", which is not a known currency.");

    private static void MakeDataDir(string path)
    {
        try
        {
            Directory.CreateDirectory(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidStartException($"DATA_DIR {path} cannot be used: {e.Message}");
        }
    }

    /// <summary>
    /// Given or made at the first start, and kept where only the owner reads it: the accounts were made with it, so a later start names no other.
    /// </summary>
    private static string? SamplePassword(ConfigurationManager configuration, string dataDir)
    {
        var given = Text(configuration["SAMPLE_PASSWORD"]);
        if (configuration["SAMPLE_DATA"] == "none")
        {
            return given;
        }

        var file = Path.Combine(dataDir, "sample-password");
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            // Whole or not at all: processes that share the folder may start together.
            var draft = $"{file}.{Environment.ProcessId}";
            File.Delete(draft);
            using (var writer = new StreamWriter(draft, options))
            {
                writer.Write(given ?? RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 16));
            }

            PutInPlace(draft, file);
        }

        return File.ReadAllText(file).Trim();
    }

    private static void PutInPlace(string draft, string file)
    {
        try
        {
            File.Move(draft, file);
        }
        catch (IOException) when (File.Exists(file))
        {
            // Another process was first: its password is the one.
            File.Delete(draft);
        }
    }

    private static string? Text(string? value) => string.IsNullOrWhiteSpace(value) ? null : value.Trim();
}
