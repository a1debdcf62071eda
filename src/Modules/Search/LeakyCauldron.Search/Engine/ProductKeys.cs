using System.Text;
using LeakyCauldron.Catalog.Contracts;

namespace LeakyCauldron.Search.Engine;

/// <summary>What products are ordered and narrowed by, the same for every engine.</summary>
internal static class ProductKeys
{
    /// <summary>Between the parts of a value; where the first part holds one, it is written as a space.</summary>
    public const char Separator = '\u001f';

    private const int LongestName = 200;
    private const int LongestValue = 300;

    /// <summary>Letter case does not decide the order of names.</summary>
    public static string Name(ProductDocument product) =>
        (product.Title.Length <= LongestName ? product.Title : product.Title[..LongestName]).ToLowerInvariant();

    /// <summary>Orders by average in hundredths, then by number of reviews.</summary>
    public static long Rating(ProductDocument product) => ((long)Hundredths(product) << 32) | (uint)product.RatingCount;

    /// <summary>The smallest <see cref="Rating"/> with so many stars.</summary>
    public static long RatingOf(int stars) => (long)stars * 100 << 32;

    public static int Hundredths(ProductDocument product) => (int)Math.Round(product.RatingAverage * 100, MidpointRounding.AwayFromZero);

    /// <summary>What sells first; among equals what can be had, then what has the shortest name (in bytes, at most 255).</summary>
    public static long Popularity(long sold, bool inStock, int nameLength) => (((sold * 2) + (inStock ? 1 : 0)) << 8) - nameLength;

    public static long Popularity(ProductDocument product) =>
        Popularity(product.SoldCount, IsInStock(product), Math.Min(byte.MaxValue, Encoding.UTF8.GetByteCount(Name(product))));

    public static bool IsInStock(ProductDocument product) => product.Variants.Any(v => v.InStock);

    /// <summary>The lowest price in each currency, in minor units.</summary>
    public static Dictionary<string, long> Prices(ProductDocument product)
    {
        var lowest = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var variant in product.Variants)
        {
            foreach (var price in variant.Prices)
            {
                lowest[price.Currency] = lowest.TryGetValue(price.Currency, out var known) ? Math.Min(known, price.Amount) : price.Amount;
            }
        }

        return lowest;
    }

    /// <summary>An index takes values of some 32,000 bytes at most; no facet needs more than a line.</summary>
    public static string Short(string value) => value.Length <= LongestValue ? value : value[..LongestValue];

    public static string Pair(string first, string second) => Short(first.Replace(Separator, ' ') + Separator + second);
}
