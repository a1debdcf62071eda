using LeakyCauldron.BuildingBlocks.Tests.Messaging.Shop;
using LeakyCauldron.TestKit.Kafka;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Tests.Messaging;

/// <summary>What the transport is: the suites are written once and run over both.</summary>
public enum Broker
{
    Embedded,
    Kafka,
}

/// <summary>A database and a broker of each test's own.</summary>
public abstract class MessagingSuite(Broker broker) : IAsyncLifetime
{
    private TestDatabase? _database;
    private MockKafka? _kafka;

    private protected string Database => _database!.ConnectionString;

    private protected MockKafka Kafka => _kafka!;

    private protected Dictionary<string, string?> Settings { get; } = [];

    public async ValueTask InitializeAsync()
    {
        _database = await TestShop.CreateDatabaseAsync();
        if (broker == Broker.Kafka)
        {
            _kafka = new MockKafka();
            _kafka.CreateTopic("shelf.events");
            foreach (var (name, value) in _kafka.HostSettings)
            {
                Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        _kafka?.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Services of a host in which nothing runs by itself.</summary>
    private protected async Task<TestShop> BuildShopAsync()
    {
        var shop = TestShop.Build(Database, Settings);
        await shop.PrepareBrokerAsync();
        return shop;
    }

    /// <summary>A whole host.</summary>
    private protected Task<TestShop> StartShopAsync() => TestShop.StartAsync(Database, Settings);

    private protected async Task<T> ScalarAsync<T>(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    private protected async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(Database);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private protected Task<long> CountAsync(string table) => ScalarAsync<long>($"SELECT count(*) FROM {table}");

    private protected Task OutboxIsEmptyAsync() =>
        Eventually.Async(async () => await CountAsync("shelf.outbox_messages") == 0, "the outbox to drain");
}
