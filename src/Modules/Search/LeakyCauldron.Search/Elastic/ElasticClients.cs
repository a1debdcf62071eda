using LeakyCauldron.Search.Elastic.Wire;

namespace LeakyCauldron.Search.Elastic;

/// <summary>A shopper waits a little and is told; a writer waits long and tries again by itself.</summary>
internal sealed class ElasticClients(IHttpClientFactory factory)
{
    public const string ReadingName = "elasticsearch-reading";
    public const string WritingName = "elasticsearch-writing";

    public ElasticClient Reading => new(factory.CreateClient(ReadingName));

    public ElasticClient Writing => new(factory.CreateClient(WritingName));
}
