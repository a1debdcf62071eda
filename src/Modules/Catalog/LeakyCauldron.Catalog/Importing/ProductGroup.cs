using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LeakyCauldron.Catalog.Products;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>A mistake in a file.</summary>
internal sealed record RowError(long Line, string? Field, string Code, string Message);

/// <summary>The rows of one product, as they stand in the file.</summary>
internal sealed class ProductGroup(string? handle, long line)
{
    private const int MostBytes = 16 * 1024 * 1024;

    /// <summary>The product's slug; null if the row that should name it cannot be read.</summary>
    public string? Handle => handle;

    public long Line => line;
    public List<CsvRecord> Records { get; } = [];
    public List<RowError> Errors { get; } = [];
    public int Size { get; private set; }

    /// <summary>Equal for equal rows under equal columns in an equal currency.</summary>
    public byte[] Hash { get; private set; } = [];

    public void Add(CsvRecord record)
    {
        Size += record.Size;
        if (Size <= MostBytes)
        {
            Records.Add(record);
        }
        else if (Errors.Count == 0)
        {
            Errors.Add(new(line, null, "product_too_large", $"The rows of one product may have {MostBytes} bytes."));
        }
    }

    public void Close(byte[] seed)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(seed);
        foreach (var record in Records)
        {
            hash.AppendData(MemoryMarshal.AsBytes(record.Ends));
            hash.AppendData(record.Content);
        }

        Hash = hash.GetHashAndReset();
    }
}

/// <summary>Puts a file's rows together: those that follow each other with one handle are a product.</summary>
internal sealed class ProductGroups
{
    private readonly CsvReader _reader;
    private readonly ImportColumns _columns;
    private readonly byte[] _seed;
    private readonly HashSet<UInt128> _seen = [];
    private ProductGroup? _open;
    private bool _ended;

    private ProductGroups(CsvReader reader, ImportColumns columns, byte[] seed) => (_reader, _columns, _seed) = (reader, columns, seed);

    public ImportColumns Columns => _columns;

    /// <summary>Reads the header.</summary>
    public static async Task<Result<ProductGroups>> OpenAsync(Stream file, CsvLimits limits, string currency, CancellationToken ct)
    {
        var reader = new CsvReader(file, limits);
        var header = await reader.ReadAsync(ct);
        if (header?.Fault is { } fault)
        {
            return Error.Validation("header", fault.Message, fault.Code);
        }

        var columns = ImportColumns.Of(header);
        if (columns.IsError)
        {
            return columns.Error;
        }

        byte[] seed = [.. header!.Content, .. MemoryMarshal.AsBytes(header.Ends), .. System.Text.Encoding.ASCII.GetBytes(currency)];
        return new ProductGroups(reader, columns.Value, SHA256.HashData(seed));
    }

    /// <summary>The next product, or null at the end.</summary>
    public async ValueTask<ProductGroup?> ReadAsync(CancellationToken ct)
    {
        while (!_ended)
        {
            var record = await _reader.ReadAsync(ct);
            var finished = _open;
            if (record is null)
            {
                _ended = true;
                _open = null;
            }
            else if (!Continues(record))
            {
                _open = Begin(record);
            }
            else
            {
                Take(_open!, record);
                continue;
            }

            if (finished is not null)
            {
                finished.Close(_seed);
                return finished;
            }
        }

        return null;
    }

    private bool Continues(CsvRecord record) => _open?.Handle is { } handle && HandleOf(record) == handle;

    private ProductGroup Begin(CsvRecord record)
    {
        var handle = HandleOf(record);
        var group = new ProductGroup(handle, record.Line);
        Take(group, record);
        if (handle is null)
        {
            if (group.Errors.Count == 0)
            {
                group.Errors.Add(new(record.Line, _columns.Name(_columns.Handle), "handle_missing", "The row names no product."));
            }
        }
        else if (!_seen.Add(MemoryMarshal.Read<UInt128>(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(handle)))))
        {
            group.Errors.Add(
                new(
                    record.Line,
                    _columns.Name(_columns.Handle),
                    "duplicate_handle",
                    $"'{handle}' has been in this file before; rows of a product must follow each other."
                )
            );
        }

        return group;
    }

    private void Take(ProductGroup group, CsvRecord record)
    {
        if (record.Fault is { } fault)
        {
            group.Errors.Add(new(record.Line, _columns.Name(fault.Field), fault.Code, fault.Message));
        }
        else if (record.Count > _columns.Count)
        {
            group.Errors.Add(new(record.Line, null, "too_many_fields", $"The row has {record.Count} fields, the header {_columns.Count}."));
        }
        else if (!record.IsText())
        {
            group.Errors.Add(new(record.Line, null, "invalid_text", "The row is not UTF-8 text."));
        }

        group.Add(record);
    }

    /// <summary>Null if the cell is empty, or not read because of a fault before it.</summary>
    private string? HandleOf(CsvRecord record) =>
        !(record.Fault?.Field <= _columns.Handle) && record.Text(_columns.Handle) is { } text && Slug.Of(text) is { Length: > 0 } slug ? slug : null;
}
