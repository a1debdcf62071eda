using Lucene.Net.Index;
using Lucene.Net.Search;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The products that sell first; among equals those that can be had, then those with the shortest name.</summary>
internal sealed class PopularCollector(Snapshot snapshot, TopHits top) : ICollector
{
    private SegmentColumns _columns = null!;
    private int _docBase;

    public bool AcceptsDocsOutOfOrder => true;

    public void SetScorer(Scorer scorer) { }

    public void SetNextReader(AtomicReaderContext context) => (_columns, _docBase) = (snapshot.Segments[context.Ord], context.DocBase);

    public void Collect(int doc)
    {
        if (_columns.IsProduct(doc))
        {
            var key = (((_columns.Sold[doc] * 2) + (_columns.InStock[doc] ? 1 : 0)) << 8) - _columns.NameLengths[doc];
            top.Offer(key, _columns.Ids[doc], _docBase + doc);
        }
    }
}
