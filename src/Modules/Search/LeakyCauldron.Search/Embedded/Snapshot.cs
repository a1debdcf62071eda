using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Search.Similarities;

namespace LeakyCauldron.Search.Embedded;

/// <summary>The index as of one refresh, with its columns. Counted references keep its files until the last reader is done.</summary>
internal sealed class Snapshot
{
    private readonly Lazy<NameOrder> _names;
    private readonly Lazy<ValueCounts> _counts;

    public Snapshot(DirectoryReader reader, FacetValues values, Similarity similarity)
    {
        Reader = reader;
        Values = values;
        Searcher = new IndexSearcher(reader) { Similarity = similarity };
        Segments = [.. reader.Leaves.Select(leaf => SegmentColumns.Of(leaf.AtomicReader, values))];
        Starts = [.. reader.Leaves.Select(leaf => leaf.DocBase)];
        _names = new Lazy<NameOrder>(() => new NameOrder(reader));
        _counts = new Lazy<ValueCounts>(() => new ValueCounts(this));
    }

    public DirectoryReader Reader { get; }

    public IndexSearcher Searcher { get; }

    public FacetValues Values { get; }

    /// <summary>By number of the leaf.</summary>
    public SegmentColumns[] Segments { get; }

    /// <summary>First document number of each leaf.</summary>
    public int[] Starts { get; }

    /// <summary>Made when the first search of this refresh sorts by name.</summary>
    public NameOrder Names => _names.Value;

    /// <summary>Made when the first suggestion of this refresh asks.</summary>
    public ValueCounts Counts => _counts.Value;

    public (int Segment, int Doc) Locate(int doc)
    {
        var segment = Array.BinarySearch(Starts, doc);
        segment = segment >= 0 ? segment : ~segment - 1;
        while (segment + 1 < Starts.Length && Starts[segment + 1] == doc)
        {
            segment++;
        }

        return (segment, doc - Starts[segment]);
    }
}
