using System.Collections.Frozen;
using System.Globalization;

namespace LeakyCauldron.BuildingBlocks.Contracts;

/// <summary>A currency the shop can price in.</summary>
/// <param name="Code">ISO 4217, or <c>XGL</c>.</param>
/// <param name="Decimals">Digits of the minor unit by ISO 4217; 0 for XGL, which is not decimal.</param>
/// <param name="Symbol">Put before the amount.</param>
public sealed record Currency(string Code, int Decimals, string Symbol)
{
    private const long KnutsPerSickle = 29;
    private const long KnutsPerGalleon = 29 * 17;

    /// <summary>Formats minor units for people, independent of the machine's culture.</summary>
    public string Format(long amount)
    {
        var sign = amount < 0 ? "-" : "";
        var abs = UInt128.CreateChecked(Int128.Abs(amount));
        if (Code == "XGL")
        {
            var (g, s, k) = ((long)abs / KnutsPerGalleon, (long)abs % KnutsPerGalleon / KnutsPerSickle, (long)abs % KnutsPerSickle);
            return string.Create(CultureInfo.InvariantCulture, $"{sign}{g}G {s}S {k}K");
        }

        var scale = (decimal)Math.Pow(10, Decimals);
        var value = ((decimal)abs / scale).ToString(Decimals == 0 ? "#,0" : "#,0." + new string('0', Decimals), CultureInfo.InvariantCulture);
        return $"{sign}{Symbol}{value}";
    }

    /// <summary>Parses a plain decimal such as <c>12.50</c> into minor units; null if it is not one, is negative or has too many digits.</summary>
    public long? ParseMinorUnits(ReadOnlySpan<char> text)
    {
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite,
                CultureInfo.InvariantCulture,
                out var value
            )
        )
        {
            return null;
        }

        var scaled = value * (decimal)Math.Pow(10, Decimals);
        return scaled < 0 || scaled != decimal.Truncate(scaled) || scaled > 1_000_000_000_000m ? null : (long)scaled;
    }
}

/// <summary>The currencies known: those of ISO 4217 that shops price in, and the wizarding one.</summary>
public static class Currencies
{
    private static readonly FrozenDictionary<string, Currency> All = new Currency[]
    {
        new("GBP", 2, "£"),
        new("EUR", 2, "€"),
        new("USD", 2, "$"),
        new("CAD", 2, "CA$"),
        new("AUD", 2, "A$"),
        new("NZD", 2, "NZ$"),
        new("CHF", 2, "CHF "),
        new("SEK", 2, "SEK "),
        new("NOK", 2, "NOK "),
        new("DKK", 2, "DKK "),
        new("PLN", 2, "PLN "),
        new("CZK", 2, "CZK "),
        new("HUF", 2, "HUF "),
        new("RON", 2, "RON "),
        new("BGN", 2, "BGN "),
        new("INR", 2, "₹"),
        new("CNY", 2, "CN¥"),
        new("HKD", 2, "HK$"),
        new("SGD", 2, "S$"),
        new("ZAR", 2, "ZAR "),
        new("BRL", 2, "R$"),
        new("MXN", 2, "MX$"),
        new("TRY", 2, "TRY "),
        new("ILS", 2, "₪"),
        new("AED", 2, "AED "),
        new("SAR", 2, "SAR "),
        new("JPY", 0, "¥"),
        new("KRW", 0, "₩"),
        new("CLP", 0, "CLP "),
        new("ISK", 0, "ISK "),
        new("KWD", 3, "KWD "),
        new("BHD", 3, "BHD "),
        new("XGL", 0, ""),
    }.ToFrozenDictionary(c => c.Code, StringComparer.Ordinal);

    /// <summary>Codes of all currencies, in no order.</summary>
    public static IEnumerable<string> Codes => All.Keys;

    /// <summary>The currency, or null if unknown. Codes are upper case.</summary>
    public static Currency? Find(string? code) => code is not null && All.TryGetValue(code, out var found) ? found : null;

    /// <summary>True if the code is known.</summary>
    public static bool IsKnown(string? code) => Find(code) is not null;
}
