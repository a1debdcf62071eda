using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// What readers of the index cannot see yet: written since the last refresh, or moved in version only and left for the next commit, so that a product that
/// sells a hundred times a second is written once.
/// </summary>
internal sealed class PendingProducts
{
    private readonly HashSet<Guid> _invisible = [];
    private readonly Dictionary<Guid, ProductState> _unwritten = [];
    private readonly Dictionary<Guid, StockMoved> _stock = [];

    public IReadOnlyList<(Guid Id, ProductState State)> Unwritten() => [.. _unwritten.Select(p => (p.Key, p.Value))];

    public ProductState? FindUnwritten(Guid id) => _unwritten.GetValueOrDefault(id);

    public bool IsInvisible(Guid id) => _invisible.Contains(id);

    public void Set(Guid id, ProductState state)
    {
        if (state.MustBeWritten)
        {
            _unwritten.Remove(id);
            _invisible.Add(id);
        }
        else
        {
            _unwritten[id] = state;
        }
    }

    public void Written()
    {
        _invisible.UnionWith(_unwritten.Keys);
        _unwritten.Clear();
    }

    public void Refreshed() => _invisible.Clear();

    /// <summary>For a product whose page of the catalogue is still to come.</summary>
    public void KeepStock(StockMoved moved)
    {
        if (!_stock.TryGetValue(moved.ProductId, out var known) || known.Version < moved.Version)
        {
            _stock[moved.ProductId] = known is null ? moved : moved with { Variants = [.. known.Variants, .. moved.Variants] };
        }
    }

    public StockMoved? TakeStock(Guid id, long newerThan) => _stock.Remove(id, out var moved) && moved.Version > newerThan ? moved : null;
}
