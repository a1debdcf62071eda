using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.System.Tests;

/// <summary>
/// A shop in several processes that share a data folder: the first is at the shop's address, the others are what configuration makes of the same program.
/// </summary>
public abstract class ManyProcesses : Topology
{
    private static readonly string[] Modules = ["identity", "catalog", "cart", "payments", "orders", "search", "notifications", Registry];

    private readonly TempFolder _data = new();
    private readonly MockKafka _kafka = new();
    private readonly Dictionary<string, TestDatabase> _databases = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (HostOptions Options, HostProcess Host)> _hosts = new(StringComparer.Ordinal);

    public override string DataDirectory => _data.Path;

    public override string ConnectionString => _databases["postgres"].ConnectionString;

    public override IReadOnlyList<string> ConnectionStrings => [.. _databases.Values.Select(d => d.ConnectionString)];

    public override string ConnectionStringOf(string module) => DatabaseEach ? _databases[module].ConnectionString : ConnectionString;

    public override string Output => string.Join('\n', _hosts.Values.Select(h => h.Host.Process.Tail()));

    protected override IReadOnlyList<Uri> Addresses => [Host(Front).BaseAddress];

    /// <summary>Name of the process at the shop's address.</summary>
    protected const string Front = "front";

    private const string Registry = "registry";

    /// <summary>The modules that have a process of their own.</summary>
    protected abstract IReadOnlyList<string> Extracted { get; }

    /// <summary>A database for each module, and none that two share.</summary>
    protected virtual bool DatabaseEach => false;

    /// <summary>Whether the front serves the extracted modules as well.</summary>
    protected virtual bool FrontHasAll => false;

    public HostProcess Host(string name) => _hosts[name].Host;

    public override async ValueTask InitializeAsync()
    {
        // The server's account, where the tests run as root, has no need of it; mails are read by the tests alone.
        foreach (var database in DatabaseEach ? Modules : ["postgres"])
        {
            _databases[database] = await TestDatabase.CreateEmptyAsync();
        }

        var port = FreePort.Next();
        var own = FrontHasAll ? Modules : [.. Modules.Except(Extracted, StringComparer.Ordinal)];
        var ports = Extracted.ToDictionary(module => module, _ => FreePort.Next(), StringComparer.Ordinal);
        var finder = ports.GetValueOrDefault(Registry, port);
        var starts = new List<Task> { AddAsync(Front, OptionsOf(own, port, finder)) };
        starts.AddRange(Extracted.Select(module => AddAsync(module, OptionsOf([module], ports[module], finder))));
        await Task.WhenAll(starts);
        await ReachableAsync();
    }

    /// <summary>Ends a process as a power cut would, and starts it anew at the same address.</summary>
    public async Task KillAndRestartAsync(string name)
    {
        await KillAsync(name);
        await AddAsync(name, _hosts[name].Options);
    }

    public async Task KillAsync(string name)
    {
        await Host(name).Process.KillAsync();
        await Host(name).DisposeAsync();
    }

    public Task StartAgainAsync(string name) => AddAsync(name, _hosts[name].Options);

    public override async ValueTask DisposeAsync()
    {
        // The registry knows where the others are: it goes last.
        var last = Extracted.Contains(Registry, StringComparer.Ordinal) ? Registry : Front;
        await Task.WhenAll(_hosts.Where(h => h.Key != last).Select(h => h.Value.Host.StopAsync()));
        await Host(last).StopAsync();
        foreach (var (_, host) in _hosts.Values)
        {
            await host.DisposeAsync();
        }

        foreach (var database in _databases.Values)
        {
            await database.DisposeAsync();
        }

        _kafka.Dispose();
        _data.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Every module answers at the shop's address.</summary>
    internal async Task ReachableAsync()
    {
        var guest = Guest();
        foreach (
            var path in new[]
            {
                "/catalog/categories",
                "/search/products?limit=1",
                "/orders",
                "/me",
                "/cart",
                "/me/notifications",
                "/admin/registry/instances",
            }
        )
        {
            await Eventually.Async(
                async () => (int)(await guest.Get(path)).Status is 200 or 401 or 403,
                $"{path} to be answered",
                TimeSpan.FromMinutes(3)
            );
        }
    }

    private async Task AddAsync(string name, HostOptions options)
    {
        var host = await HostProcess.StartAsync(options);
        lock (_hosts)
        {
            _hosts[name] = (options, host);
        }
    }

    private HostOptions OptionsOf(IReadOnlyList<string> modules, int port, int registry)
    {
        var settings = new Dictionary<string, string?>(_kafka.HostSettings)
        {
            ["SAMPLE_DATA"] = "small",
            ["Modules__Enabled"] = string.Join(',', modules),
            ["Database__PoolSize"] = "8",
            // The mock broker answers an empty fetch only when its time is over; many consumers that ask fifty times a second each leave no time for the shop.
            ["Kafka__FetchWaitMaxMs"] = "100",
        };
        if (registry == port)
        {
            settings["Registry__AllowLoopback"] = "true";
        }
        else
        {
            settings["Registry__Url"] = $"http://127.0.0.1:{registry}";
        }

        foreach (var module in DatabaseEach ? modules : [])
        {
            settings[$"ConnectionStrings__{module}"] = _databases[module].ConnectionString;
        }

        return new HostOptions
        {
            Postgres = DatabaseEach ? null : ConnectionString,
            DataDirectory = _data.Path,
            Port = port,
            Settings = settings,
            // Eight starts at once share the machine with whatever else is tested.
            StartTimeout = TimeSpan.FromMinutes(15),
        };
    }
}
