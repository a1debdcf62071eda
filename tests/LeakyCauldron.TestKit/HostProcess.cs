using System.Globalization;

namespace LeakyCauldron.TestKit;

/// <summary>What a host process is started with.</summary>
public sealed record HostOptions
{
    /// <summary><c>ConnectionStrings:Postgres</c>; null lets the host start its private server.</summary>
    public string? Postgres { get; init; }

    /// <summary><c>DATA_DIR</c>; null is a folder that goes with the host.</summary>
    public string? DataDirectory { get; init; }

    /// <summary>The loopback port; null is a free one.</summary>
    public int? Port { get; init; }

    /// <summary>More settings as environment variables (<c>__</c> nests), before which the defaults yield; null removes one.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();

    /// <summary>The host's assembly; null is the one built with the tests.</summary>
    public string? Assembly { get; init; }

    /// <summary>How long the start, migrations and sample data included, may take.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>The built host as a process of its own, as a person would run it.</summary>
public sealed class HostProcess : IAsyncDisposable
{
    /// <summary>The password of every sample account in a host that a test started.</summary>
    public const string SamplePassword = "Alohomora-1998";

    private readonly TempFolder? _folder;

    private HostProcess(DotnetProcess process, Uri address, string dataDirectory, TempFolder? folder)
    {
        (Process, BaseAddress, DataDirectory, _folder) = (process, address, dataDirectory, folder);
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>The process, for its output and signals.</summary>
    public DotnetProcess Process { get; }

    /// <summary>Where it listens.</summary>
    public Uri BaseAddress { get; }

    /// <summary>Its <c>DATA_DIR</c>.</summary>
    public string DataDirectory { get; }

    /// <summary>Calls it; relative addresses are its own.</summary>
    public HttpClient Client { get; }

    /// <summary>Starts it and returns once <c>/health/ready</c> answers 200.</summary>
    public static async Task<HostProcess> StartAsync(HostOptions options)
    {
        var host = Launch(options);
        try
        {
            await Eventually.Async(host.IsReadyAsync, "the host to be ready", options.StartTimeout);
        }
        catch (TimeoutException exception)
        {
            var tail = host.Process.Tail();
            await host.DisposeAsync();
            throw new InvalidOperationException($"{exception.Message}\nIts output:\n{tail}", exception);
        }

        if (host.Process.HasExited)
        {
            var message = $"The host ended with exit code {host.Process.ExitCode} before it was ready. Its output:\n{host.Process.Tail()}";
            await host.DisposeAsync();
            throw new InvalidOperationException(message);
        }

        return host;
    }

    /// <summary>Starts it and returns at once, for a start that is to fail.</summary>
    public static HostProcess Launch(HostOptions options)
    {
        var folder = options.DataDirectory is null ? new TempFolder() : null;
        var data = options.DataDirectory ?? folder!.Path;
        var port = options.Port ?? FreePort.Next();
        var environment = new Dictionary<string, string?>
        {
            ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
            ["BIND"] = "127.0.0.1",
            ["DATA_DIR"] = data,
            ["ASPNETCORE_URLS"] = null,
            // These processes live for seconds: what the compiler learns of them comes too late.
            ["DOTNET_TieredPGO"] = "0",
            ["ConnectionStrings__Postgres"] = options.Postgres,
            ["RateLimits__Enabled"] = "false",
            ["SAMPLE_DATA"] = "none",
            ["SAMPLE_PASSWORD"] = SamplePassword,
        };
        foreach (var (name, value) in options.Settings)
        {
            environment[name] = value;
        }

        var process = DotnetProcess.Start(options.Assembly ?? Solution.BuiltAssembly("src/Host", "LeakyCauldron.Host"), [], environment);
        return new HostProcess(process, new Uri($"http://127.0.0.1:{port}"), data, folder);
    }

    /// <summary>Stops it as a service manager would and insists on exit code 0.</summary>
    public async Task StopAsync()
    {
        var exitCode = await Process.StopAsync();
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The host ended with exit code {exitCode}. Its output:\n{Process.Tail()}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        try
        {
            // Asked, not killed: a private Postgres goes with its host.
            await Process.StopAsync();
        }
        finally
        {
            await Process.DisposeAsync();
            _folder?.Dispose();
        }
    }

    // An ended process will never be ready: waiting stops, and the caller sees why.
    private async Task<bool> IsReadyAsync() =>
        Process.HasExited || (await Client.GetAsync(new Uri("health/ready", UriKind.Relative))).IsSuccessStatusCode;
}
