using LeakyCauldron.Benchmarks.Shop;
using LeakyCauldron.BuildingBlocks.Postgres;
using Npgsql;

namespace LeakyCauldron.Benchmarks.Harness;

/// <summary>What benchmarks share: a private Postgres that keeps what it commits, and one shop; both start when first asked for.</summary>
internal sealed class BenchContext(BenchOptions options) : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private EmbeddedPostgres? _postgres;
    private RunningShop? _shop;

    public BenchOptions Options => options;

    public bool Quick => options.Quick;

    /// <summary>One of the two sizes.</summary>
    public T Size<T>(T full, T quick) => options.Quick ? quick : full;

    /// <summary>How long one stretch of load lasts.</summary>
    public TimeSpan Each => TimeSpan.FromSeconds(options.Quick ? 1 : 5);

    public int Rounds => options.Quick ? 1 : 3;

    /// <summary>A new, empty database.</summary>
    public async Task<string> NewDatabaseAsync(string name)
    {
        _postgres ??= await EmbeddedPostgres.StartAsync(new EmbeddedPostgresOptions { DataDirectory = _folder.Path });
        await using var server = NpgsqlDataSource.Create(_postgres.ConnectionString);
        await using (var drop = server.CreateCommand($"DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"))
        {
            await drop.ExecuteNonQueryAsync();
        }

        await using var create = server.CreateCommand($"CREATE DATABASE \"{name}\"");
        await create.ExecuteNonQueryAsync();
        return new NpgsqlConnectionStringBuilder(_postgres.ConnectionString) { Database = name }.ConnectionString;
    }

    /// <summary>The published host on a catalogue of its own.</summary>
    public async Task<RunningShop> ShopAsync() => _shop ??= await RunningShop.StartAsync(this);

    public Task SayAsync(string text) => Console.Error.WriteLineAsync(text);

    public async ValueTask DisposeAsync()
    {
        if (_shop is not null)
        {
            await _shop.DisposeAsync();
        }

        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }

        _folder.Dispose();
    }
}
