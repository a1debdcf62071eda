using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Elastic;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Tests.Elastic.Fake;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace LeakyCauldron.Search.Tests.Elastic;

/// <summary>The adapter against a cluster of its own.</summary>
internal sealed class ElasticIndex : TestIndex
{
    private ServiceProvider _services = null!;

    private ElasticIndex(Server server) => Server = server;

    public Server Server { get; private set; }

    public override ISearchEngine Engine => _services.GetRequiredService<ISearchEngine>();

    public override int Indexes => Server.With(c => c.Names.Count());

    public BulkWriter Bulk => _services.GetRequiredService<BulkWriter>();

    public void Pass(TimeSpan time) => Clock.Advance(time);

    /// <summary>A cluster without any index.</summary>
    public static async Task<ElasticIndex> Empty(string userInfo = "")
    {
        var index = new ElasticIndex(null!);
        index.Server = await Server.StartAsync(index.Clock, Oracle.Check);
        index._services = index.Connect(userInfo);
        return index;
    }

    /// <summary>Built from these products, each at version 1.</summary>
    public static async Task<ElasticIndex> Of(params ProductDocument[] products)
    {
        var index = await Empty();
        await index.RebuildAsync(products);
        return index;
    }

    /// <summary>What a host with this cluster would have.</summary>
    public ServiceProvider Connect(string userInfo = "", Action<IServiceCollection>? more = null)
    {
        var url = $"http://{userInfo}127.0.0.1:{Server.Address.Port}";
        var settings = ElasticSettings.Read(
            new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Elasticsearch:Url"] = url }).Build()
        );
        var services = new ServiceCollection().AddLogging().AddSingleton<TimeProvider>(Clock).AddSingleton(Synonyms);
        ElasticSetup.AddServices(services, settings);
        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    public override async Task<bool> Restart()
    {
        await _services.DisposeAsync();
        _services = Connect();
        return (await _services.GetRequiredService<Indices>().ListAsync(CancellationToken.None)).Any(i => i.IsLive);
    }

    public override async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Server.DisposeAsync();
    }
}
