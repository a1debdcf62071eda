using System.IO.Compression;
using Microsoft.Extensions.Configuration;

namespace LeakyCauldron.Catalog.Importing;

/// <summary>
/// Received files, unpacked, until they are imported. A file is unpacked while it is received, so that one which grows without end is refused there and then.
/// </summary>
internal sealed class Spool
{
    private const long DefaultMaxBytes = 256L * 1024 * 1024;
    private readonly string _folder;

    /// <summary>Known without a spool too: a process without this module tells of its limit.</summary>
    public static long MaxBytesOf(IConfiguration configuration) => configuration.GetValue<long?>("Imports:MaxBytes") ?? DefaultMaxBytes;

    public Spool(IConfiguration configuration)
    {
        var data = configuration["DATA_DIR"] is { Length: > 0 } given ? given : ".data";
        _folder = Path.Combine(Path.GetFullPath(data), "imports");
        MaxBytes = MaxBytesOf(configuration);
        Limits = CsvLimits.Default with { FieldBytes = configuration.GetValue<int?>("Imports:MaxFieldBytes") ?? CsvLimits.Default.FieldBytes };
    }

    public long MaxBytes { get; }

    public CsvLimits Limits { get; }

    /// <summary>Stores a file durably; answers its name.</summary>
    public async Task<Result<string>> ReceiveAsync(Stream body, string? encoding, Guid importId, CancellationToken ct)
    {
        Directory.CreateDirectory(_folder);
        var name = $"{importId}.csv";
        try
        {
            var complete = false;
            await using (
                var file = new FileStream(PathOf(name), FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024, FileOptions.Asynchronous)
            )
            {
                await using var plain = encoding == "gzip" ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : body;
                complete = await CopyAsync(plain, file, ct);
                file.Flush(flushToDisk: true);
            }

            if (complete)
            {
                return name;
            }

            Delete(name);
            return new Error(ErrorKind.TooLarge, "import_too_large", $"Unpacked, a file may have {MaxBytes} bytes.");
        }
        catch (InvalidDataException)
        {
            Delete(name);
            return Error.Validation("body", "The body is not gzip data.", "malformed_gzip");
        }
        catch
        {
            Delete(name);
            throw;
        }
    }

    public bool Has(string name) => File.Exists(PathOf(name));

    public FileStream Open(string name) =>
        new(PathOf(name), FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous | FileOptions.SequentialScan);

    public void Delete(string name) => File.Delete(PathOf(name));

    private string PathOf(string name) => Path.Combine(_folder, name);

    private async Task<bool> CopyAsync(Stream from, FileStream to, CancellationToken ct)
    {
        var buffer = new byte[128 * 1024];
        long total = 0;
        while (await from.ReadAsync(buffer, ct) is > 0 and var read)
        {
            total += read;
            if (total > MaxBytes)
            {
                return false;
            }

            await to.WriteAsync(buffer.AsMemory(0, read), ct);
        }

        return true;
    }
}
