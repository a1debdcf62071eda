using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LeakyCauldron.BuildingBlocks.Postgres;

/// <summary>Where one private server keeps its data, its password and its log; held by one live host at a time.</summary>
internal sealed class ClusterFolder : IDisposable
{
    private const string PointerName = "postgres.location";
    private const long LogLimit = 10 << 20;

    private static readonly string[] FallbackPlaces = ["/var/lib/leaky-cauldron", "/var/tmp/leaky-cauldron"];

    private readonly FileStream _lock;

    private ClusterFolder(string path, ServerAccount account, FileStream hostLock) => (Path, Account, _lock) = (path, account, hostLock);

    public string Path { get; }

    public ServerAccount Account { get; }

    public string Data => DataOf(Path);

    public string Log => System.IO.Path.Combine(Path, "postgres.log");

    public string PostmasterFile => System.IO.Path.Combine(Data, "postmaster.pid");

    public string PasswordFile => System.IO.Path.Combine(Path, "password");

    public static async Task<ClusterFolder> OpenAsync(string dataDirectory, CancellationToken ct)
    {
        var home = System.IO.Path.GetFullPath(dataDirectory);
        try
        {
            var (path, account) = await LocateAsync(home, ct);
            return new ClusterFolder(path, account, await LockAsync(path, home, ct));
        }
        catch (Exception exception) when (exception is UnauthorizedAccessException or IOException)
        {
            throw new EmbeddedPostgresException($"The data folder {home} cannot be used: {exception.Message}", exception);
        }
    }

    /// <summary>The major version that wrote the data; null before there is any.</summary>
    public async Task<int?> DataVersionAsync(CancellationToken ct)
    {
        var file = System.IO.Path.Combine(Data, "PG_VERSION");
        return File.Exists(file) ? int.Parse(await File.ReadAllTextAsync(file, ct), CultureInfo.InvariantCulture) : null;
    }

    public async Task<string> PasswordAsync(CancellationToken ct) => (await File.ReadAllTextAsync(PasswordFile, ct)).Trim();

    public async Task CreatePasswordAsync(CancellationToken ct)
    {
        File.Delete(PasswordFile);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using (var writer = new StreamWriter(PasswordFile, options))
        {
            await writer.WriteAsync(RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        if (!await Account.TakeAsync(PasswordFile, ct))
        {
            throw Closed(PasswordFile);
        }
    }

    /// <summary>Keeps the log of a shop that is started often from growing for ever: the one before stays.</summary>
    public void RotateLog()
    {
        if (File.Exists(Log) && new FileInfo(Log).Length > LogLimit)
        {
            File.Move(Log, Log + ".1", overwrite: true);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>Where the cluster of a data folder is, or would be.</summary>
    public static string Find(string dataDirectory)
    {
        var home = System.IO.Path.GetFullPath(dataDirectory);
        var pointer = System.IO.Path.Combine(home, PointerName);
        return File.Exists(pointer) ? File.ReadAllText(pointer).Trim() : System.IO.Path.Combine(home, "postgres");
    }

    private static string DataOf(string path) => System.IO.Path.Combine(path, "data");

    private static async Task<(string Path, ServerAccount Account)> LocateAsync(string home, CancellationToken ct)
    {
        Directory.CreateDirectory(home);
        var pointer = System.IO.Path.Combine(home, PointerName);
        if (File.Exists(pointer))
        {
            var pointed = (await File.ReadAllTextAsync(pointer, ct)).Trim();
            return (pointed, await PrepareAsync(pointed, ct) ?? throw Closed(pointed));
        }

        var usual = System.IO.Path.Combine(home, "postgres");
        if (await PrepareAsync(usual, ct) is { } account)
        {
            return (usual, account);
        }

        Directory.Delete(usual);
        var fallback = FreeFallback(home);
        account = await PrepareAsync(fallback, ct) ?? throw Closed(fallback);
        await File.WriteAllTextAsync(pointer, fallback + "\n", ct);
        return (fallback, account);
    }

    /// <summary>Makes the folder and gives it to the account that is to run the server; null if that account cannot use it, as below root's home.</summary>
    private static async Task<ServerAccount?> PrepareAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        var account = await ServerAccount.ChooseAsync(DataOf(path), ct);
        return await account.TakeAsync(path, ct) ? account : null;
    }

    private static EmbeddedPostgresException Closed(string path) =>
        new($"The account that runs PostgreSQL for root cannot use {path}: set DATA_DIR to a folder that every account may enter.");

    // Without its pointer an earlier folder of the same name may belong to a data folder that was moved: it is left alone.
    private static string FreeFallback(string home)
    {
        var parent = Array.Find(FallbackPlaces, place => Directory.Exists(System.IO.Path.GetDirectoryName(place)))!;
        var name = System.IO.Path.Combine(parent, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(home)))[..12]);
        return Enumerable
            .Range(1, int.MaxValue)
            .Select(n => n == 1 ? name : $"{name}-{n.ToString(CultureInfo.InvariantCulture)}")
            .First(path => !Directory.Exists(path));
    }

    private static async Task<FileStream> LockAsync(string path, string home, CancellationToken ct)
    {
        var file = System.IO.Path.Combine(path, "host.lock");
        var holder = System.IO.Path.Combine(path, "host.pid");
        FileStream stream;
        try
        {
            stream = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException exception) when (File.Exists(file))
        {
            var process = File.Exists(holder) ? $" (process {await File.ReadAllTextAsync(holder, ct)})" : "";
            throw new DataFolderInUseException(
                $"The data folder {home} is in use by another running host{process}: stop it, or set DATA_DIR to another folder.",
                exception
            );
        }

        await File.WriteAllTextAsync(holder, Environment.ProcessId.ToString(CultureInfo.InvariantCulture), ct);
        return stream;
    }
}
