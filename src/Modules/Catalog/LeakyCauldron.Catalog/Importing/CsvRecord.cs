using System.Text;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>Why a record cannot be used, and which of its fields (from 0) is to blame.</summary>
internal sealed record CsvFault(string Code, string Message, int Field);

/// <summary>One record of a CSV file, its fields unquoted.</summary>
/// <param name="line">The physical line it starts on, from 1.</param>
/// <param name="content">All fields, one after the other.</param>
/// <param name="ends">Where each field ends in the content.</param>
/// <param name="fault">Null for a sound record; the fields before the faulty one are there all the same.</param>
internal sealed class CsvRecord(long line, byte[] content, int[] ends, CsvFault? fault)
{
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    public long Line => line;
    public int Count => ends.Length;
    public CsvFault? Fault => fault;
    public int Size => content.Length;

    /// <summary>Everything that distinguishes two records, for a hash.</summary>
    public ReadOnlySpan<byte> Content => content;

    public ReadOnlySpan<int> Ends => ends;

    public ReadOnlySpan<byte> Bytes(int field) =>
        (uint)field < (uint)ends.Length ? content.AsSpan((field == 0 ? 0 : ends[field - 1])..ends[field]) : [];

    /// <summary>A field as trimmed text; null if the file has no such column, or the cell is empty.</summary>
    public string? Text(int field)
    {
        var bytes = Bytes(field).Trim(" \t\r\n"u8);
        return bytes.IsEmpty ? null : Encoding.UTF8.GetString(bytes);
    }

    /// <summary>True if it is UTF-8 that a database can store.</summary>
    public bool IsText()
    {
        if (content.AsSpan().Contains((byte)0))
        {
            return false;
        }

        try
        {
            return System.Text.Ascii.IsValid(content) || Strict.GetCharCount(content) >= 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}

/// <summary>The file as a whole cannot be read.</summary>
internal sealed class CsvUnreadableException(string code, long line, string message) : Exception(message)
{
    public string Code => code;
    public long Line => line;
}

/// <summary>How much a file may ask of its reader.</summary>
/// <param name="FieldBytes">Largest field.</param>
/// <param name="RecordBytes">Largest record.</param>
/// <param name="RereadBytes">How much may be read again after broken quoting.</param>
internal sealed record CsvLimits(int FieldBytes, int RecordBytes, long RereadBytes)
{
    public static CsvLimits Default { get; } = new(1024 * 1024, 4 * 1024 * 1024, 64L * 1024 * 1024);
}
