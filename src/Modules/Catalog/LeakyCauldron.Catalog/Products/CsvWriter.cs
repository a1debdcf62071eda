using System.Text;

namespace LeakyCauldron.Catalog.Products;

/// <summary>Writes RFC 4180 rows; a cell is quoted where it must be.</summary>
internal sealed class CsvWriter(Stream stream) : IAsyncDisposable
{
    private static readonly System.Buffers.SearchValues<char> Special = System.Buffers.SearchValues.Create(",\"\r\n");
    private readonly StringBuilder _text = new();

    public void Row(IEnumerable<string?> cells)
    {
        var first = true;
        foreach (var cell in cells)
        {
            if (!first)
            {
                _text.Append(',');
            }

            first = false;
            if (cell.AsSpan().IndexOfAny(Special) >= 0)
            {
                _text.Append('"').Append(cell!.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
            }
            else
            {
                _text.Append(cell);
            }
        }

        _text.Append('\n');
    }

    public async ValueTask FlushAsync(CancellationToken ct)
    {
        foreach (var chunk in _text.GetChunks())
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(chunk.ToArray()), ct);
        }

        _text.Clear();
    }

    public ValueTask DisposeAsync() => FlushAsync(CancellationToken.None);
}
