namespace LeakyCauldron.Search.Embedded;

/// <summary>
/// <c>DATA_DIR/search</c>: one folder an index, and the file <c>current</c> that names the one in use. A rebuild writes a new folder, and putting it in use is one rename;
/// a crash in between leaves the old one in use.
/// </summary>
internal sealed class IndexFolder(string root)
{
    private string Pointer => Path.Combine(root, "current");

    /// <summary>The index in use; null if there is none.</summary>
    public async Task<string?> CurrentAsync(CancellationToken ct)
    {
        if (!File.Exists(Pointer))
        {
            return null;
        }

        var path = Path.Combine(root, Path.GetFileName((await File.ReadAllTextAsync(Pointer, ct)).Trim()));
        return Directory.Exists(path) ? path : null;
    }

    public string New()
    {
        Directory.CreateDirectory(root);
        return Path.Combine(root, $"index-{Guid.CreateVersion7():N}");
    }

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
        if (!Directory.Exists(root))
        {
            return;
        }

        foreach (var path in Directory.GetDirectories(root, "index-*"))
        {
            if (!keep.Contains(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }
    }
}
