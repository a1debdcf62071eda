using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Integration;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace LeakyCauldron.Search.Elastic;

internal static class ElasticSetup
{
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(2);

    /// <summary>With the second try.</summary>
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWrite = TimeSpan.FromSeconds(60);

    public static void AddElastic(this ModuleBuilder module, ElasticSettings settings)
    {
        AddServices(module.Services, settings);
        module.AddStartupTask<OpenElasticIndex>();
        module.AddWorker<ElasticIndexKeeper>();
        module.InBatches<IndexCatalogEvents>(typeof(ProductChangedV1), typeof(ProductRemovedV1), typeof(StockChangedV1));
        module.Services.AddHealthChecks().AddCheck<ElasticHealth>("search");
    }

    public static void AddServices(IServiceCollection services, ElasticSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<ElasticClients>();
        services.AddSingleton(p => p.GetRequiredService<ElasticClients>().Writing);
        services.AddSingleton<Indices>();
        services.AddSingleton<BulkWriter>();
        services.AddSingleton<ChangeWriter>();
        services.AddSingleton<ISearchEngine, ElasticEngine>();
        services.AddScoped<ElasticIndexOpener>();
        services.AddSingleton<ElasticIndexState>();
        Client(services, ElasticClients.ReadingName, settings).AddResilienceHandler("search", Impatient);
        Client(services, ElasticClients.WritingName, settings).AddResilienceHandler("index", pipeline => pipeline.AddTimeout(LongestWrite));
    }

    private static IHttpClientBuilder Client(IServiceCollection services, string name, ElasticSettings settings) =>
        services
            .AddHttpClient(
                name,
                http =>
                {
                    http.BaseAddress = settings.Address;
                    http.DefaultRequestHeaders.Authorization = settings.Authorization;
                    http.Timeout = Timeout.InfiniteTimeSpan;
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler
                {
                    // Addresses of a cluster change; credentials go nowhere but to the given one.
                    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
                    AllowAutoRedirect = false,
                    AutomaticDecompression = System.Net.DecompressionMethods.All,
                    ConnectTimeout = TimeSpan.FromSeconds(2),
                }
            )
            .RedactLoggedHeaders(["Authorization"]);

    /// <summary>One more try for what is lost on the way, and no more waiting while nothing answers.</summary>
    private static void Impatient(ResiliencePipelineBuilder<HttpResponseMessage> pipeline) =>
        pipeline
            .AddTimeout(LongestAnswer)
            .AddRetry(
                new HttpRetryStrategyOptions
                {
                    MaxRetryAttempts = 1,
                    Delay = TimeSpan.FromMilliseconds(100),
                    UseJitter = true,
                }
            )
            .AddCircuitBreaker(
                new HttpCircuitBreakerStrategyOptions
                {
                    FailureRatio = 0.8,
                    MinimumThroughput = 10,
                    SamplingDuration = TimeSpan.FromSeconds(10),
                    BreakDuration = TimeSpan.FromSeconds(2),
                }
            )
            .AddTimeout(LongestSearch);
}
