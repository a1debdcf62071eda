using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Features.SearchProducts;
using LeakyCauldron.Search.Features.Suggest;
using LeakyCauldron.Search.Indexing;
using LeakyCauldron.Search.Integration;

namespace LeakyCauldron.Search;

/// <summary>Finding products: an index of the catalogue, kept by its events. It has no tables.</summary>
public sealed class SearchModule : IModule
{
    /// <inheritdoc />
    public string Name => "search";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        if (!string.IsNullOrWhiteSpace(module.Configuration["Elasticsearch:Url"]))
        {
            throw new InvalidStartException("Elasticsearch__Url is set, but this version searches with the embedded engine only: unset it.");
        }

        module.Services.AddSingleton<EmbeddedEngine>();
        module.Services.AddSingleton<ISearchEngine>(services => services.GetRequiredService<EmbeddedEngine>());
        module.Services.AddSingleton<IndexState>();
        module.Services.AddScoped<IndexRebuilder>();
        module.AddStartupTask<OpenIndex>();
        module.AddWorker<IndexKeeper>();
        module.Everywhere<IndexCatalogEvents>(typeof(ProductChangedV1), typeof(ProductRemovedV1), typeof(StockChangedV1));
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        SearchProductsEndpoint.Map(api);
        SuggestEndpoint.Map(api);
    }
}
