using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LeakyCauldron.Search.Embedded;

/// <summary>One pass over the matches: filters, exact total, facets and the page.</summary>
internal sealed class HitCollector(Snapshot snapshot, FilterSet filters, FacetCounts facets, SortKeys keys, TopHits top, (long Key, Guid Id)? after)
    : ICollector
{
    private SegmentColumns _columns = null!;
    private Scorer? _scorer;
    private int _docBase;

    /// <summary>Products that match the text, whatever the filters say.</summary>
    public int Matched { get; private set; }

    /// <summary>Products that match text and filters.</summary>
    public int Total { get; private set; }

    /// <summary>Those of them from this page on.</summary>
    public int FromHere { get; private set; }

    /// <summary>The scorer for any order makes thousands of objects a search.</summary>
    public bool AcceptsDocsOutOfOrder => false;

    public void SetScorer(Scorer scorer) => _scorer = scorer;

    public void SetNextReader(AtomicReaderContext context)
    {
        _docBase = context.DocBase;
        _columns = snapshot.Segments[context.Ord];
        facets.Enter(_columns);
        keys.Enter(_columns, _docBase);
    }

    public void Collect(int doc)
    {
        if (!_columns.IsProduct(doc))
        {
            return;
        }

        Matched++;
        var failed = filters.Check(_columns, doc);
        facets.Add(doc, failed);
        if (failed != FilterSet.Passed)
        {
            return;
        }

        Total++;
        var key = keys.Of(doc, _scorer!.GetScore());
        if (after is not { } place || TopHits.ComesAfter(key, _columns.Ids[doc], place.Key, place.Id))
        {
            FromHere++;
            top.Offer(key, _columns.Ids[doc], _docBase + doc);
        }
    }
}
