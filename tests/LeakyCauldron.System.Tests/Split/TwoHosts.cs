namespace LeakyCauldron.System.Tests;

/// <summary>Two whole hosts on one database, as behind a balancer that deals requests without looking.</summary>
[CollectionDefinition(nameof(TwoHosts), DisableParallelization = true)]
public sealed class TwoHosts : Topology, ICollectionFixture<TwoHosts>
{
    private readonly TempFolder _data = new();
    private readonly List<HostProcess> _hosts = [];
    private TestDatabase _database = null!;

    public override string DataDirectory => _data.Path;

    public override string ConnectionString => _database.ConnectionString;

    public override string Output => string.Join('\n', _hosts.Select(h => h.Process.Tail()));

    /// <summary>An administrator who speaks to one of the hosts only.</summary>
    internal async Task<ShopClient> AdminOf(int host)
    {
        var client = new ShopClient([Addresses[host]]);
        await client.SignIn("admin@leaky.test", HostProcess.SamplePassword);
        return client;
    }

    protected override IReadOnlyList<Uri> Addresses => [.. _hosts.Select(h => h.BaseAddress)];

    public override async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        int[] ports = [FreePort.Next(), FreePort.Next()];
        _hosts.AddRange(await Task.WhenAll(ports.Select(port => StartAsync(port, ports[0]))));
    }

    public override async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_hosts.Select(h => h.StopAsync()));
        foreach (var host in _hosts)
        {
            await host.DisposeAsync();
        }

        await _database.DisposeAsync();
        _data.Dispose();
    }

    private Task<HostProcess> StartAsync(int port, int first) =>
        HostProcess.StartAsync(
            new HostOptions
            {
                Postgres = _database.ConnectionString,
                DataDirectory = _data.Path,
                Port = port,
                Settings = new Dictionary<string, string?>
                {
                    ["SAMPLE_DATA"] = "small",
                    ["Shop__PublicUrl"] = $"http://127.0.0.1:{first}",
                    ["Database__PoolSize"] = "8",
                },
            }
        );
}
