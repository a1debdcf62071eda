using LeakyCauldron.Search.Engine;
using Lucene.Net.Index;

namespace LeakyCauldron.Search.Embedded;

/// <summary>A product's lowest price in one currency.</summary>
internal sealed class PriceColumn
{
    public const long None = long.MinValue;

    private PriceColumn(long[] amounts, sbyte[] ranges) => (Amounts, Ranges) = (amounts, ranges);

    public long[] Amounts { get; }

    /// <summary>Number of the price range, -1 without a price.</summary>
    public sbyte[] Ranges { get; }

    public static PriceColumn Read(AtomicReader reader, string field, string currency)
    {
        var amounts = new long[reader.MaxDoc];
        var ranges = new sbyte[reader.MaxDoc];
        var column = reader.GetNumericDocValues(field);
        var has = reader.GetDocsWithField(field);
        var bounds = PriceRanges.Of(currency);
        for (var doc = 0; doc < amounts.Length; doc++)
        {
            var priced = column is not null && has.Get(doc);
            amounts[doc] = priced ? column!.Get(doc) : None;
            ranges[doc] = priced ? (sbyte)bounds.IndexOf(amounts[doc]) : (sbyte)-1;
        }

        return new PriceColumn(amounts, ranges);
    }
}
