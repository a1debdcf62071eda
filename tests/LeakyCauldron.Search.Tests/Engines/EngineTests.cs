using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Tests.Elastic;
using LeakyCauldron.Search.Tests.Embedded;

namespace LeakyCauldron.Search.Tests.Engines;

public enum EngineKind
{
    Embedded,
    Elasticsearch,
}

/// <summary>A suite that both engines pass.</summary>
public abstract class EngineTests(EngineKind kind)
{
    internal async Task<TestIndex> Of(params ProductDocument[] products) =>
        kind == EngineKind.Embedded ? await EmbeddedIndex.Of(products) : await ElasticIndex.Of(products);
}
