using LeakyCauldron.Search.Elastic;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Features.SearchProducts;
using LeakyCauldron.Search.Features.Suggest;
using LeakyCauldron.Search.Indexing;

namespace LeakyCauldron.Search;

/// <summary>Finding products: an index of the catalogue, kept by its events. It has no tables.</summary>
public sealed class SearchModule : IModule
{
    /// <inheritdoc />
    public string Name => "search";

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.Services.AddSingleton<IndexState>();
        module.Services.AddScoped<IndexRebuilder>();
        if (ElasticSettings.AreGiven(module.Configuration))
        {
            module.AddElastic(ElasticSettings.Read(module.Configuration));
        }
        else
        {
            module.AddEmbedded();
        }
    }

    /// <inheritdoc />
    public void MapEndpoints(IEndpointRouteBuilder api)
    {
        SearchProductsEndpoint.Map(api);
        SuggestEndpoint.Map(api);
    }
}
