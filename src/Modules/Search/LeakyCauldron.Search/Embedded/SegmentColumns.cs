using System.Runtime.CompilerServices;
using Lucene.Net.Index;
using Lucene.Net.Util;

namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// What filters, facets and sorting read of each product, as arrays by document number. A segment never changes, so they are read once when it appears;
/// deletions are the searcher's business.
/// </summary>
internal sealed class SegmentColumns
{
    private static readonly ConditionalWeakTable<object, SegmentColumns> Loaded = [];

    private SegmentColumns(AtomicReader reader, FacetValues values)
    {
        var count = reader.MaxDoc;
        Ids = new Guid[count];
        Versions = Longs(reader, IndexSchema.VersionColumn) ?? new long[count];
        Removed = Longs(reader, IndexSchema.RemovedColumn);
        Brands = new int[count];
        NameLengths = new byte[count];
        InStock = Bits(reader, IndexSchema.StockColumn);
        Created = Longs(reader, IndexSchema.CreatedColumn) ?? new long[count];
        Sold = Longs(reader, IndexSchema.SoldColumn) ?? new long[count];
        Ratings = Longs(reader, IndexSchema.RatingColumn) ?? new long[count];
        ReadIds(reader);
        ReadBrands(reader, values);
        ReadNameLengths(reader);
        Categories = NumberLists.Read(reader, IndexSchema.CategoryColumn, values.InternCategory);
        Attributes = NumberLists.Read(reader, IndexSchema.AttributeColumn, values.InternPair);
        foreach (var field in reader.FieldInfos.Where(f => f.Name.StartsWith(IndexSchema.PriceColumnPrefix, StringComparison.Ordinal)))
        {
            var currency = field.Name[IndexSchema.PriceColumnPrefix.Length..];
            Prices[currency] = PriceColumn.Read(reader, field.Name, currency);
        }
    }

    public Guid[] Ids { get; }

    public long[] Versions { get; }

    /// <summary>Null if the segment has no tombstones; else seconds of the withdrawal, 0 for a product.</summary>
    public long[]? Removed { get; }

    /// <summary>-1 without a brand.</summary>
    public int[] Brands { get; }

    public bool[] InStock { get; }

    public long[] Created { get; }

    public long[] Sold { get; }

    /// <summary>Average in hundredths, shifted by 32, and number of reviews.</summary>
    public long[] Ratings { get; }

    /// <summary>Bytes of the name, at most 255.</summary>
    public byte[] NameLengths { get; }

    public NumberLists Categories { get; }

    public NumberLists Attributes { get; }

    public Dictionary<string, PriceColumn> Prices { get; } = new(StringComparer.Ordinal);

    public static SegmentColumns Of(AtomicReader reader, FacetValues values)
    {
        if (!Loaded.TryGetValue(reader.CoreCacheKey, out var columns))
        {
            columns = new SegmentColumns(reader, values);
            Loaded.AddOrUpdate(reader.CoreCacheKey, columns);
        }

        return columns;
    }

    public bool IsProduct(int doc) => Removed is null || Removed[doc] == 0;

    private void ReadIds(AtomicReader reader)
    {
        if (reader.GetBinaryDocValues(IndexSchema.IdColumn) is not { } column)
        {
            return;
        }

        var bytes = new BytesRef();
        for (var doc = 0; doc < Ids.Length; doc++)
        {
            column.Get(doc, bytes);
            Ids[doc] = bytes.Length == 16 ? new Guid(bytes.Bytes.AsSpan(bytes.Offset, 16), bigEndian: true) : Guid.Empty;
        }
    }

    private void ReadBrands(AtomicReader reader, FacetValues values)
    {
        Array.Fill(Brands, -1);
        if (reader.GetSortedDocValues(IndexSchema.BrandColumn) is not { } column)
        {
            return;
        }

        var numbers = new int[column.ValueCount];
        var bytes = new BytesRef();
        for (var i = 0; i < numbers.Length; i++)
        {
            column.LookupOrd(i, bytes);
            numbers[i] = values.Brands.Intern(bytes.Utf8ToString());
        }

        for (var doc = 0; doc < Brands.Length; doc++)
        {
            var ord = column.GetOrd(doc);
            Brands[doc] = ord < 0 ? -1 : numbers[ord];
        }
    }

    private void ReadNameLengths(AtomicReader reader)
    {
        if (reader.GetSortedDocValues(IndexSchema.NameColumn) is not { } column)
        {
            return;
        }

        var bytes = new BytesRef();
        for (var doc = 0; doc < NameLengths.Length; doc++)
        {
            column.Get(doc, bytes);
            NameLengths[doc] = (byte)Math.Min(byte.MaxValue, bytes.Length);
        }
    }

    private static long[]? Longs(AtomicReader reader, string field)
    {
        if (reader.GetNumericDocValues(field) is not { } column)
        {
            return null;
        }

        var values = new long[reader.MaxDoc];
        for (var doc = 0; doc < values.Length; doc++)
        {
            values[doc] = column.Get(doc);
        }

        return values;
    }

    private static bool[] Bits(AtomicReader reader, string field) => Longs(reader, field)?.Select(v => v != 0).ToArray() ?? new bool[reader.MaxDoc];
}
