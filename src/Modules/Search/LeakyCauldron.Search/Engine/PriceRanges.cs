using System.Globalization;

namespace LeakyCauldron.Search.Engine;

/// <summary>The ranges that a price facet counts, round numbers of the currency's main unit; the last one is open.</summary>
internal sealed class PriceRanges
{
    private const long KnutsPerGalleon = 493;
    private static readonly long[] Steps = [0, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];
    private readonly Currency? _currency;
    private readonly long[] _from;

    private PriceRanges(string code)
    {
        _currency = Currencies.Find(code);
        var unit =
            code == "XGL" ? KnutsPerGalleon
            : _currency is { Decimals: > 0 } c ? (long)Math.Pow(10, c.Decimals)
            : 100;
        _from = [.. Steps.Select(s => s * unit)];
    }

    public int Count => _from.Length;

    public static PriceRanges Of(string currency) => new(currency);

    public int IndexOf(long amount)
    {
        var found = Array.BinarySearch(_from, amount);
        return Math.Max(0, found >= 0 ? found : ~found - 1);
    }

    public long From(int range) => _from[range];

    /// <summary>Last amount within the range; null if it is open.</summary>
    public long? To(int range) => range + 1 < _from.Length ? _from[range + 1] - 1 : null;

    /// <summary><c>minPrice-maxPrice</c> as the parameters take them; the open end is left out.</summary>
    public string Value(int range) => string.Create(CultureInfo.InvariantCulture, $"{From(range)}-{To(range)}");

    public string Label(int range)
    {
        var from = Format(From(range));
        return To(range) is { } to ? $"{from} – {Format(to)}" : $"{from} +";
    }

    private string Format(long amount) => _currency?.Format(amount) ?? amount.ToString(CultureInfo.InvariantCulture);
}
