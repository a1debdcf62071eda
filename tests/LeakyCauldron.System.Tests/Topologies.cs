using LeakyCauldron.TestKit.Kafka;

namespace LeakyCauldron.System.Tests;

/// <summary>A running shop. Test bodies get its address and accounts, and never learn how it is put together.</summary>
public abstract class Topology : IAsyncLifetime
{
    /// <summary>Mails and the like, whichever process writes them.</summary>
    public abstract string DataDirectory { get; }

    /// <summary>The shop's one address; where there are several, requests are dealt to them in turn.</summary>
    public Uri Address => Addresses[0];

    /// <summary>The database, for what no shopper or operator could do.</summary>
    public abstract string ConnectionString { get; }

    /// <summary>All its databases, for what must be nowhere.</summary>
    public virtual IReadOnlyList<string> ConnectionStrings => [ConnectionString];

    /// <summary>The database that has this module's tables.</summary>
    public virtual string ConnectionStringOf(string module) => ConnectionString;

    /// <summary>The last its processes have written to their consoles.</summary>
    public abstract string Output { get; }

    protected abstract IReadOnlyList<Uri> Addresses { get; }

    internal ShopClient Guest() => new([.. Addresses]);

    internal Task<ShopClient> Admin() => SignedIn("admin@leaky.test");

    internal Task<ShopClient> Staff() => SignedIn("staff@leaky.test");

    internal Task<ShopClient> Harry() => SignedIn("harry@leaky.test");

    public abstract ValueTask InitializeAsync();

    public abstract ValueTask DisposeAsync();

    private async Task<ShopClient> SignedIn(string email)
    {
        var client = Guest();
        await client.SignIn(email, HostProcess.SamplePassword);
        return client;
    }
}

/// <summary>A shop in one process.</summary>
public abstract class OneProcess : Topology
{
    private HostProcess _host = null!;
    private TestDatabase _database = null!;

    public override string DataDirectory => _host.DataDirectory;

    public override string ConnectionString => _database.ConnectionString;

    public override string Output => _host.Process.Tail();

    protected override IReadOnlyList<Uri> Addresses => [_host.BaseAddress];

    /// <summary>What makes this topology, as environment variables.</summary>
    protected virtual IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?>();

    public override async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateEmptyAsync();
        var settings = new Dictionary<string, string?> { ["SAMPLE_DATA"] = "small" };
        foreach (var (name, value) in Settings)
        {
            settings[name] = value;
        }

        _host = await HostProcess.StartAsync(new HostOptions { Postgres = _database.ConnectionString, Settings = settings });
    }

    public override async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await _host.DisposeAsync();
        await _database.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

/// <summary>One process, embedded broker.</summary>
[CollectionDefinition(nameof(Monolith))]
public sealed class Monolith : OneProcess, ICollectionFixture<Monolith>;

/// <summary>One process in which every call between modules goes through JSON and every event and query is delivered twice.</summary>
[CollectionDefinition(nameof(MonolithWire))]
public sealed class MonolithWire : OneProcess, ICollectionFixture<MonolithWire>
{
    protected override IReadOnlyDictionary<string, string?> Settings { get; } = new Dictionary<string, string?> { ["Modules__Wire"] = "true" };
}

/// <summary>One process, its events on a Kafka cluster.</summary>
[CollectionDefinition(nameof(MonolithKafka))]
public sealed class MonolithKafka : OneProcess, ICollectionFixture<MonolithKafka>
{
    private readonly MockKafka _kafka = new();

    /// <summary>For other programs, and for faults.</summary>
    public MockKafka Kafka => _kafka;

    protected override IReadOnlyDictionary<string, string?> Settings => _kafka.HostSettings;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _kafka.Dispose();
    }
}
