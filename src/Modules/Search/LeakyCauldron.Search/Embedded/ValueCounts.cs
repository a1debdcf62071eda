namespace LeakyCauldron.Search.Embedded;

/// <summary>Products of each brand and category in a whole snapshot.</summary>
internal sealed class ValueCounts
{
    public ValueCounts(Snapshot snapshot)
    {
        Brands = new int[snapshot.Values.Brands.Count];
        Categories = new int[snapshot.Values.Categories.Count];
        for (var segment = 0; segment < snapshot.Segments.Length; segment++)
        {
            var columns = snapshot.Segments[segment];
            var live = snapshot.Reader.Leaves[segment].AtomicReader.LiveDocs;
            for (var doc = 0; doc < columns.Ids.Length; doc++)
            {
                if ((live is null || live.Get(doc)) && columns.IsProduct(doc))
                {
                    Add(columns, doc);
                }
            }
        }
    }

    public int[] Brands { get; }

    public int[] Categories { get; }

    private void Add(SegmentColumns columns, int doc)
    {
        if (columns.Brands[doc] >= 0)
        {
            Brands[columns.Brands[doc]]++;
        }

        foreach (var category in columns.Categories.Of(doc))
        {
            Categories[category]++;
        }
    }
}
