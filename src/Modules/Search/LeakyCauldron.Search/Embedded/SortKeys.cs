using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Embedded;

/// <summary>Makes every order a number, larger first. What has no price comes last, whichever way prices are sorted.</summary>
internal sealed class SortKeys(ProductSort sort, Snapshot snapshot, string currency)
{
    private SegmentColumns _columns = null!;
    private long[]? _prices;
    private int _docBase;

    public void Enter(SegmentColumns columns, int docBase)
    {
        _columns = columns;
        _docBase = docBase;
        _prices = columns.Prices.GetValueOrDefault(currency)?.Amounts;
    }

    public long Of(int doc, float score) =>
        sort switch
        {
            ProductSort.Relevance => OfScore(score * Gentle(doc)),
            ProductSort.Name => -snapshot.Names.Ranks[_docBase + doc],
            ProductSort.NameDescending => snapshot.Names.Ranks[_docBase + doc],
            ProductSort.Price => Price(doc) is var price && price == PriceColumn.None ? price : -price,
            ProductSort.PriceDescending => Price(doc),
            ProductSort.Newest => _columns.Created[doc],
            ProductSort.Popular => _columns.Sold[doc],
            ProductSort.Rating => _columns.Ratings[doc],
            _ => throw new InvalidOperationException($"No order for {sort}."),
        };

    /// <summary>The key of a page's end, in this snapshot.</summary>
    public long Of(SearchCursor cursor) =>
        sort switch
        {
            ProductSort.Name => -snapshot.Names.RankOf(cursor.Name ?? ""),
            ProductSort.NameDescending => snapshot.Names.RankOf(cursor.Name ?? ""),
            _ => cursor.Key,
        };

    public SearchCursor CursorOf(TopHits.Hit hit) =>
        sort is ProductSort.Name or ProductSort.NameDescending
            ? new SearchCursor(sort, 0, snapshot.Names.NameOf(hit.Doc), hit.Id)
            : new SearchCursor(sort, hit.Key, null, hit.Id);

    /// <summary>Positive floats keep their order as integers.</summary>
    private static long OfScore(float score) => BitConverter.SingleToInt32Bits(score);

    private long Price(int doc) => _prices is null ? PriceColumn.None : _prices[doc];

    private float Gentle(int doc) =>
        1f
        + (Weights.Sold * MathF.Log10(1 + _columns.Sold[doc]))
        + (_columns.InStock[doc] ? Weights.InStock : 0f)
        + (Weights.Rating * (_columns.Ratings[doc] >> 32));
}
