namespace LeakyCauldron.TestKit;

/// <summary>Where the solution and its built programs are.</summary>
public static class Solution
{
    private static readonly char[] Separators = ['/', '\\'];

    /// <summary>The folder with the solution file, found upwards from the running test.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Debug or Release: the configuration that the running test was built in.</summary>
    public static string Configuration { get; } = AppContext.BaseDirectory.Split(Separators).Contains("Release") ? "Release" : "Debug";

    /// <summary>A program of the solution, such as <c>src/Host</c> and <c>LeakyCauldron.Host</c>.</summary>
    public static string BuiltAssembly(string project, string assembly)
    {
        var path = Path.Combine(Root, project, "bin", Configuration, "net10.0", $"{assembly}.dll");
        return File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{assembly} is not built in {Configuration}: run 'dotnet build' in {project} first.", path);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "LeakyCauldron.sln")))
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException($"LeakyCauldron.sln is in no folder above {AppContext.BaseDirectory}.");
    }
}
