using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

internal sealed class EmbeddedRebuild : IIndexRebuild
{
    private readonly EmbeddedEngine _engine;

    public EmbeddedRebuild(EmbeddedEngine engine, LuceneIndex index)
    {
        (_engine, Index) = (engine, index);
        index.IsFilling = true;
    }

    public LuceneIndex Index { get; }

    /// <summary>Where live changes have come to since it began; null if none came.</summary>
    public StreamPosition? Reached { get; set; }

    public Task AddAsync(IReadOnlyList<ProductUpserted> products, CancellationToken ct) => _engine.AddAsync(this, products, ct);

    public Task PublishAsync(StreamPosition position, CancellationToken ct) => _engine.PublishAsync(this, position, ct);

    public async ValueTask DisposeAsync() => await _engine.AbandonAsync(this);
}
