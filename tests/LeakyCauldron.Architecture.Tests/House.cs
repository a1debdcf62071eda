using System.Reflection;
using System.Xml.Linq;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;

namespace LeakyCauldron.Architecture.Tests;

/// <summary>What the rules look at: projects, assemblies and files, discovered, never typed by hand.</summary>
internal static class House
{
    public const string Prefix = "LeakyCauldron.";

    public static string Root => Solution.Root;

    /// <summary>Names of the folders below <c>src/Modules</c>.</summary>
    public static IReadOnlyList<string> ModuleFolders { get; } =
    [.. Directory.GetDirectories(Path.Combine(Root, "src", "Modules")).Select(Path.GetFileName).OfType<string>().Order(StringComparer.Ordinal)];

    public static IReadOnlyList<Assembly> ModuleAssemblies { get; } = [.. HostModules.All.Select(m => m.GetType().Assembly)];

    public static IReadOnlyList<Assembly> ContractAssemblies { get; } =
    [
        .. ModuleFolders
            .Where(m => Directory.Exists(Path.Combine(Root, "src", "Modules", m, $"{Prefix}{m}.Contracts")))
            .Select(m => Assembly.Load($"{Prefix}{m}.Contracts")),
    ];

    public static IReadOnlyList<Project> Projects { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(Root, "src"), "*.csproj", SearchOption.AllDirectories)
            .Concat(Directory.GetFiles(Path.Combine(Root, "tests"), "*.csproj", SearchOption.AllDirectories))
            .Select(p => new Project(
                Path.GetFileNameWithoutExtension(p),
                XDocument.Load(p),
                p.Contains($"{Path.DirectorySeparatorChar}src{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
            )),
    ];

    /// <summary>Hand-written sources below a folder of the repository.</summary>
    public static IEnumerable<string> Sources(string folder) =>
        Directory
            .EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}Migrations{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    /// <summary><c>LeakyCauldron.Orders</c> and <c>LeakyCauldron.Orders.Contracts</c> are both Orders.</summary>
    public static string? ModuleOf(string? assemblyName) =>
        ModuleFolders.FirstOrDefault(m => assemblyName == Prefix + m || assemblyName == $"{Prefix}{m}.Contracts");
}

/// <summary>A project file.</summary>
internal sealed record Project(string Name, XDocument Xml, bool Ships)
{
    public IEnumerable<string> References =>
        Xml.Descendants("ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/')));

    public IEnumerable<string> Packages => Xml.Descendants("PackageReference").Select(r => r.Attribute("Include")!.Value);

    public IEnumerable<string> Friends => Xml.Descendants("InternalsVisibleTo").Select(r => r.Attribute("Include")!.Value);
}
