using LeakyCauldron.Search.Engine;
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
            top.Offer(
                ProductKeys.Popularity(_columns.Sold[doc], _columns.InStock[doc], _columns.NameLengths[doc]),
                _columns.Ids[doc],
                _docBase + doc
            );
        }
    }
}
