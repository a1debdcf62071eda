using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Writing;

internal sealed class ElasticRebuild(string name, ElasticSettings settings, Indices indices, BulkWriter bulk, ILogger log) : IIndexRebuild
{
    private long _beat;
    private bool _isPublished;

    public async Task AddAsync(IReadOnlyList<ProductUpserted> products, CancellationToken ct)
    {
        var maker = new ElasticDocument();
        await bulk.WriteAsync([.. products.Select(p => new BulkItem(settings.NextIndex, p.ProductId, p.Version, maker.Of(p.Product)))], ct);
        await indices.BeatAsync(name, ++_beat, ct);
    }

    public async Task PublishAsync(StreamPosition position, CancellationToken ct)
    {
        await indices.PublishAsync(name, ct);
        _isPublished = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_isPublished)
        {
            return;
        }

        try
        {
            await indices.DeleteAsync(name, CancellationToken.None);
        }
        catch (ElasticUnavailableException e)
        {
            log.LogWarning(e, "The unfinished index {Index} could not be removed; whoever builds the next one removes it.", name);
        }
    }
}
