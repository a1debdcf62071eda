using LeakyCauldron.Search.Engine;

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

    /// <summary>What sells, is liked and can be had is a little better; it never outweighs what was asked for.</summary>
    private float Gentle(int doc) =>
        1f
        + (0.02f * Math.Min(5f, MathF.Log10(1 + _columns.Sold[doc])))
        + (_columns.InStock[doc] ? 0.03f : 0f)
        + (0.0001f * (_columns.Ratings[doc] >> 32));
}
