namespace LeakyCauldron.TestKit;

/// <summary>An empty folder that is deleted with its contents; every account of the machine may pass through it.</summary>
public sealed class TempFolder : IDisposable
{
    /// <summary>Creates it in the system's temporary folder.</summary>
    public TempFolder()
    {
        Path = Directory.CreateTempSubdirectory("leaky-").FullName;
        if (!OperatingSystem.IsWindows())
        {
            // The private Postgres of a root run belongs to an account of its own, which must reach its data.
            File.SetUnixFileMode(Path, File.GetUnixFileMode(Path) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }
    }

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
