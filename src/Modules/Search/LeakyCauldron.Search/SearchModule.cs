using LeakyCauldron.Search.Contracts;
using LeakyCauldron.Search.Elastic;
using LeakyCauldron.Search.Embedded;
using LeakyCauldron.Search.Features.GetReindex;
using LeakyCauldron.Search.Features.ListSynonyms;
using LeakyCauldron.Search.Features.SaveSynonyms;
using LeakyCauldron.Search.Features.SearchProducts;
using LeakyCauldron.Search.Features.SearchReport;
using LeakyCauldron.Search.Features.StartReindex;
using LeakyCauldron.Search.Features.Suggest;
using LeakyCauldron.Search.Indexing;
using LeakyCauldron.Search.Integration;
using LeakyCauldron.Search.Log;
using LeakyCauldron.Search.Persistence;
using LeakyCauldron.Search.Reindexing;
using LeakyCauldron.Search.Synonyms;

namespace LeakyCauldron.Search;

/// <summary>Finding products: an index of the catalogue, kept by its events; synonyms and a log of searches in tables of its own.</summary>
public sealed class SearchModule : IModule
{
    /// <inheritdoc />
    public string Name => SearchDbContext.Schema;

    /// <inheritdoc />
    public void Configure(ModuleBuilder module)
    {
        module.AddDatabase<SearchDbContext>();
        module.MapEvents<SearchEventMap>();
        AddSynonyms(module);
        AddReindexing(module);
        AddLog(module);
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
        ListSynonymsEndpoint.Map(api);
        SaveSynonymsEndpoint.Map(api);
        StartReindexEndpoint.Map(api);
        GetReindexEndpoint.Map(api);
        SearchReportEndpoint.Map(api);
    }

    private static void AddSynonyms(ModuleBuilder module)
    {
        module.Services.AddSingleton<SynonymBook>();
        module.Everywhere<ReloadSynonyms>(typeof(SynonymsChangedV1));
    }

    private static void AddReindexing(ModuleBuilder module)
    {
        module.Services.AddSingleton<ReindexQueue>();
        module.Services.AddScoped<ReindexTable>();
        module.Everywhere<HearOfReindex>(typeof(ReindexRequestedV1));
        module.AddWorker<ReindexWorker>();
    }

    private static void AddLog(ModuleBuilder module)
    {
        module.Services.AddSingleton<SearchLog>();
        module.AddWorker<SearchLogWriter>();
        module.AddJob<RemoveOldSearches>(TimeSpan.FromHours(12));
    }
}
