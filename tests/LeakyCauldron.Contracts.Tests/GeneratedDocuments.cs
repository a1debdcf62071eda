namespace LeakyCauldron.Contracts.Tests;

/// <summary>Writes the documents afresh with the built host, once for all tests of this run.</summary>
public sealed class GeneratedDocuments : IAsyncLifetime
{
    private readonly TempFolder _folder = new();

    public string Fresh => _folder.Path;

    public static string Committed => Path.Combine(Solution.Root, "docs");

    public async ValueTask InitializeAsync()
    {
        var host = Solution.BuiltAssembly(Path.Combine("src", "Host"), "LeakyCauldron.Host");
        await using var process = DotnetProcess.Start(host, ["docs", Fresh], new Dictionary<string, string?>());
        (await process.WaitForExitAsync()).ShouldBe(0, process.Tail());
    }

    public ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
