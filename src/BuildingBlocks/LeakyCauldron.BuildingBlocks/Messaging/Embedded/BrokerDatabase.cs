using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace LeakyCauldron.BuildingBlocks.Messaging.Embedded;

/// <summary>The embedded broker's connections to the common database; connects when first used.</summary>
internal sealed class BrokerDatabase(IConfiguration configuration) : IAsyncDisposable
{
    private readonly Lazy<NpgsqlDataSource> _dataSource = new(() => Create(configuration));

    public NpgsqlDataSource DataSource => _dataSource.Value;

    public ValueTask DisposeAsync() => _dataSource.IsValueCreated ? _dataSource.Value.DisposeAsync() : ValueTask.CompletedTask;

    private static NpgsqlDataSource Create(IConfiguration configuration)
    {
        var common = configuration.GetConnectionString("Postgres");
        if (string.IsNullOrWhiteSpace(common))
        {
            throw new InvalidStartException(
                "Without a Kafka broker (Kafka__BootstrapServers) the events' log needs the common database: set ConnectionStrings__Postgres."
            );
        }

        var builder = new NpgsqlConnectionStringBuilder(common)
        {
            ApplicationName = "leaky-broker",
            MaxPoolSize = 12,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
        };
        builder.Options = $"{builder.Options} {ConnectionStrings.IdleLimit}".Trim();
        return NpgsqlDataSource.Create(builder.ConnectionString);
    }
}
