using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Indexing;
using LeakyCauldron.Search.Integration;

namespace LeakyCauldron.Search.Embedded;

internal static class EmbeddedSetup
{
    public static void AddEmbedded(this ModuleBuilder module)
    {
        module.Services.AddSingleton<EmbeddedEngine>();
        module.Services.AddSingleton<ISearchEngine>(services => services.GetRequiredService<EmbeddedEngine>());
        module.AddStartupTask<OpenIndex>();
        module.AddWorker<IndexKeeper>();
        module.Everywhere<IndexCatalogEvents>(typeof(ProductChangedV1), typeof(ProductRemovedV1), typeof(StockChangedV1));
        module.Services.AddHealthChecks().AddCheck<EmbeddedHealth>("search");
    }
}
