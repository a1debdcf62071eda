namespace LeakyCauldron.System.Tests;

/// <summary>A running shop. Test bodies get its address and accounts, and never learn how it is put together.</summary>
public abstract class Topology : IAsyncLifetime
{
    private HostProcess _host = null!;
    private TestDatabase _database = null!;

    public string DataDirectory => _host.DataDirectory;

    public Uri Address => _host.BaseAddress;

    internal ShopClient Guest() => new(Address);

    internal async Task<ShopClient> Staff()
    {
        var client = Guest();
        await client.SignIn("staff@leaky.test", HostProcess.SamplePassword);
        return client;
    }

    internal async Task<ShopClient> Harry()
    {
        var client = Guest();
        await client.SignIn("harry@leaky.test", HostProcess.SamplePassword);
        return client;
    }

    internal async Task<ShopClient> Admin()
    {
        var client = Guest();
        await client.SignIn("admin@leaky.test", HostProcess.SamplePassword);
        return client;
    }

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        var settings = new Dictionary<string, string?> { ["SAMPLE_DATA"] = "small" };
        foreach (var (name, value) in Settings())
        {
            settings[name] = value;
        }

        _host = await HostProcess.StartAsync(new HostOptions { Postgres = _database.ConnectionString, Settings = settings });
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected virtual IEnumerable<(string Name, string Value)> Settings() => [];

    protected virtual ValueTask StopAsync() => ValueTask.CompletedTask;
}

/// <summary>One process, embedded broker.</summary>
public sealed class Monolith : Topology;

/// <summary>One shop for the tests that leave it as it was, or touch only what they made.</summary>
[CollectionDefinition(nameof(OneShop))]
public sealed class OneShop : ICollectionFixture<Monolith>;
