using System.Globalization;
using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>The cells of one row as values; what is not one becomes an error of its line.</summary>
internal sealed class RowCells(CsvRecord record, ImportColumns columns, List<RowError> errors)
{
    public long Line => record.Line;

    public string? Text(int column, int maxLength = 255)
    {
        var text = record.Text(column);
        if (text?.Length > maxLength)
        {
            Fail(column, "text_too_long", $"May have {maxLength} characters.");
            return null;
        }

        return text;
    }

    public bool? Flag(int column)
    {
        var text = record.Text(column);
        return text is null ? null
            : text.Equals("true", StringComparison.OrdinalIgnoreCase) ? true
            : text.Equals("false", StringComparison.OrdinalIgnoreCase) ? false
            : Fail<bool>(column, "invalid_flag", $"'{Short(text)}' is neither true nor false.");
    }

    public T? OneOf<T>(int column, string code, params (string Name, T Value)[] values)
        where T : struct
    {
        var text = record.Text(column);
        foreach (var (name, value) in values)
        {
            if (text is not null && text.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return value;
            }
        }

        return text is null ? null : Fail<T>(column, code, $"'{Short(text)}' is none of {string.Join(", ", values.Select(v => v.Name))}.");
    }

    public int? Number(int column, int min, int max)
    {
        var text = record.Text(column);
        if (text is null)
        {
            return null;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        return
            decimal.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
            && Math.Round(number) is var rounded
            && rounded >= min
            && rounded <= max
            ? (int)rounded
            : Fail<int>(column, "invalid_number", $"'{Short(text)}' is not a number from {min} to {max}.");
    }

    /// <summary>An amount in the currency's minor units.</summary>
    public long? Amount(int column, Currency currency)
    {
        var text = record.Text(column);
        return text is null ? null
            : currency.ParseMinorUnits(text) is { } amount ? amount
            : text.StartsWith('-') ? Fail<long>(column, "negative_price", "A price cannot be negative.")
            : Fail<long>(column, "invalid_price", $"'{Short(text)}' is not a price in {currency.Code}.");
    }

    /// <summary>An address that a browser may load a picture from.</summary>
    public string? Address(int column)
    {
        var text = record.Text(column);
        if (text is null || PictureAddress.IsValid(text))
        {
            return text;
        }

        Fail(column, "invalid_address", "Not an http or https address.");
        return null;
    }

    public void Fail(int column, string code, string message) => errors.Add(new(record.Line, columns.Name(column), code, message));

    private T? Fail<T>(int column, string code, string message)
        where T : struct
    {
        Fail(column, code, message);
        return null;
    }

    private static string Short(string text) => text.Length <= 40 ? text : text[..40] + "…";
}
