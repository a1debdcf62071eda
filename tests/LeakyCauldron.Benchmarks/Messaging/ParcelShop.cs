using System.Globalization;
using LeakyCauldron.BuildingBlocks.Messaging;
using LeakyCauldron.BuildingBlocks.Messaging.Outbox;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.BuildingBlocks.Persistence;
using LeakyCauldron.TestKit.Kafka;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace LeakyCauldron.Benchmarks.Messaging;

/// <summary>The services of a host with the one module; nothing runs by itself.</summary>
internal sealed class ParcelShop : IAsyncDisposable
{
    private readonly IHost _host;

    private ParcelShop(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public NpgsqlDataSource Database => Services.GetRequiredKeyedService<ModuleDatabase>("parcels").DataSource;

    public IEventTransport Transport => Services.GetRequiredService<IEventTransport>();

    public static ParcelShop Build(string postgres, string kafka)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration["ConnectionStrings:Postgres"] = postgres;
        builder.Configuration["Kafka:BootstrapServers"] = kafka;
        builder.Services.AddModules(builder.Configuration, [new ParcelModule()]);
        return new ParcelShop(builder.Build());
    }

    /// <summary>With tables in a new database and topics on the broker.</summary>
    public static async Task<(ParcelShop Shop, string Postgres)> CreateAsync(BenchContext bench, MockKafka kafka)
    {
        var postgres = await bench.NewDatabaseAsync("parcels");
        kafka.CreateTopic("parcels.events");
        var shop = Build(postgres, kafka.BootstrapServers);
        await using var scope = shop.Services.CreateAsyncScope();
        var script = scope.ServiceProvider.GetRequiredService<ParcelDbContext>().Database.GenerateCreateScript();
        await ExecuteAsync(
            postgres,
            $"""
            DO $$ BEGIN CREATE ROLE parcels_app NOLOGIN; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
            {script}
            CREATE TABLE parcels.floor_outbox (sequence bigint PRIMARY KEY, key text NOT NULL, payload text NOT NULL);
            GRANT USAGE ON SCHEMA parcels TO parcels_app;
            GRANT ALL ON ALL TABLES IN SCHEMA parcels TO parcels_app;
            GRANT ALL ON ALL SEQUENCES IN SCHEMA parcels TO parcels_app;
            """
        );
        await shop.Services.GetRequiredService<IBrokerBootstrap>().EnsureAsync(CancellationToken.None);
        return (shop, postgres);
    }

    public OutboxRelay Relay(IEventTransport? transport = null) =>
        new(
            "parcels",
            Database,
            transport ?? Transport,
            Services.GetRequiredService<OutboxSignals>().Of("parcels"),
            new OutboxOptions(),
            Services.GetRequiredService<ILogger<OutboxRelay>>()
        );

    /// <summary>So many unsent events, ten an aggregate, 400 bytes each, with ids as the shop gives them: in the order of their time.</summary>
    public async Task FillAsync(int events)
    {
        await using (var connection = await Database.OpenConnectionAsync())
        await using (
            var rows = await connection.BeginBinaryImportAsync(
                "COPY parcels.outbox_messages (id, bucket, key, version, type, payload, occurred_at, attempts) FROM STDIN (FORMAT BINARY)"
            )
        )
        {
            var now = TimeProvider.System.GetUtcNow();
            for (var i = 0; i < events; i += 10)
            {
                var key = Guid.CreateVersion7(now).ToString();
                for (var version = 1L; version <= 10; version++)
                {
                    await rows.WriteRowAsync(
                        CancellationToken.None,
                        Guid.CreateVersion7(now.AddMilliseconds(i + version)),
                        OutboxRows.BucketOf(key),
                        key,
                        version,
                        "parcels.parcel-moved.v1",
                        $$"""{"parcelId":"{{key}}","label":"{{new string('x', 320)}}"}""",
                        now,
                        0
                    );
                }
            }

            await rows.CompleteAsync();
        }

        await using var analyze = Database.CreateCommand("ANALYZE parcels.outbox_messages");
        await analyze.ExecuteNonQueryAsync();
    }

    /// <summary>What the floor empties: the same rows under one key, in their order.</summary>
    public async Task FillFloorAsync(int events)
    {
        await using var command = Database.CreateCommand(
            """
            INSERT INTO parcels.floor_outbox
            SELECT v, md5((v / 10)::text), '{"parcelId":"' || md5((v / 10)::text) || '","label":"' || repeat(md5(v::text), 10) || '"}'
            FROM generate_series(1, $1) v;
            """.Replace("$1", events.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
        );
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Buckets with something unsent, by the index: a look at the table itself would pass all that was deleted.</summary>
    public async Task<long> UnsentAsync()
    {
        await using var command = Database.CreateCommand(
            """
            SELECT count(*) FROM generate_series(0, 31) b
            WHERE EXISTS (SELECT FROM parcels.outbox_messages m WHERE m.bucket = b AND m.parked_at IS NULL ORDER BY m.bucket, m.sequence LIMIT 1)
            """
        );
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync() => await ((IAsyncDisposable)_host).DisposeAsync();

    private static async Task ExecuteAsync(string postgres, string sql)
    {
        await using var source = NpgsqlDataSource.Create(postgres);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
