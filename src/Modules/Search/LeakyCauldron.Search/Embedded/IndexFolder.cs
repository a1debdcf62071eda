namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// <c>DATA_DIR/search</c>: one folder an index, and the file <c>current</c> that names the one in use. A rebuild writes a new folder, and putting it in use is one rename;
/// a crash in between leaves the old one in use. A second process with the same data folder takes <c>search-2</c>, and so on: each has an index of its own.
/// </summary>
internal sealed class IndexFolder : IDisposable
{
    private const int MostProcesses = 64;
    private readonly string _root;
    private readonly FileStream _claim;

    private IndexFolder(string root, FileStream claim) => (_root, _claim) = (root, claim);

    /// <exception cref="InvalidStartException">The folder cannot be written to.</exception>
    public static IndexFolder Claim(string dataDirectory)
    {
        IOException? last = null;
        for (var process = 1; process <= MostProcesses; process++)
        {
            var root = Path.Combine(dataDirectory, process == 1 ? "search" : $"search-{process}");
            try
            {
                Directory.CreateDirectory(root);
                return new IndexFolder(
                    root,
                    new FileStream(Path.Combine(root, "claim"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None)
                );
            }
            catch (IOException e)
            {
                last = e;
            }
            catch (UnauthorizedAccessException e)
            {
                throw new InvalidStartException($"The search index cannot be kept in {root}: {e.Message}");
            }
        }

        throw new InvalidStartException($"The search index cannot be kept in {dataDirectory}: {last?.Message}");
    }

    /// <summary>Lets another process have it.</summary>
    public void Dispose() => _claim.Dispose();

    private string Pointer => Path.Combine(_root, "current");

    /// <summary>The index in use; null if there is none.</summary>
    public async Task<string?> CurrentAsync(CancellationToken ct)
    {
        if (!File.Exists(Pointer))
        {
            return null;
        }

        var path = Path.Combine(_root, Path.GetFileName((await File.ReadAllTextAsync(Pointer, ct)).Trim()));
        return Directory.Exists(path) ? path : null;
    }

    public string New() => Path.Combine(_root, $"index-{Guid.CreateVersion7():N}");

    public async Task UseAsync(string path, CancellationToken ct)
    {
        var written = Pointer + ".new";
        await using (var file = new FileStream(written, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.WriteThrough))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(Path.GetFileName(path)), ct);
        }

        File.Move(written, Pointer, overwrite: true);
    }

    /// <summary>Deletes the indexes that are not in use.</summary>
    public void Sweep(params ReadOnlySpan<string?> keep)
    {
        foreach (var path in Directory.GetDirectories(_root, "index-*"))
        {
            if (!keep.Contains(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }
}
