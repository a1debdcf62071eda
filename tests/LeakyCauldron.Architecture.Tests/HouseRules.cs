using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace LeakyCauldron.Architecture.Tests;

public sealed partial class HouseRules
{
    private static readonly string[] TestPackages = ["xunit", "Shouldly", "CsCheck", "NetArchTest", "Microsoft.NET.Test.Sdk", "Respawn", "WireMock"];

    [Fact]
    public void No_test_package_ships() =>
        Verdict.Holds(
            Verdict.Over(House.Projects.Where(p => p.Ships), Tools),
            Verdict.Over(
                [new Project("LeakyCauldron.Orders", XDocument.Parse("<Project><PackageReference Include=\"Shouldly\" /></Project>"), true)],
                Tools
            )
        );

    [Fact]
    public void Every_version_is_pinned_exactly() =>
        Verdict.Holds(
            Loose(XDocument.Load(Path.Combine(House.Root, "Directory.Packages.props"))),
            Loose(XDocument.Parse("<Project><PackageVersion Include=\"Quartz\" Version=\"4.*\" /></Project>"))
        );

    [Fact]
    public void No_file_is_longer_than_300_lines()
    {
        static IEnumerable<string> TooLong((string Name, int Lines) file) => file.Lines > 300 ? [$"{file.Name} has {file.Lines} lines"] : [];
        Verdict.Holds(
            Verdict.Over(House.Sources("src").Concat(House.Sources("tests")).Select(f => (House.Relative(f), File.ReadLines(f).Count())), TooLong),
            Verdict.Over([("Long.cs", 301)], TooLong)
        );
    }

    [Fact]
    public void Half_of_the_files_have_fewer_than_60_lines()
    {
        var lines = House.Sources("src").Select(f => File.ReadLines(f).Count()).Order().ToArray();
        lines.Length.ShouldBeGreaterThan(100);
        lines[lines.Length / 2].ShouldBeLessThan(60);
    }

    /// <summary>Infrastructure serves the modules; when it outgrows them, something is upside down.</summary>
    [Fact]
    public void Building_blocks_stay_smaller_than_the_modules()
    {
        static int Lines(string folder) => House.Sources(folder).Sum(f => File.ReadLines(f).Count());
        var modules = Lines("src/Modules");
        modules.ShouldBeGreaterThan(1000);
        Lines("src/BuildingBlocks").ShouldBeLessThan(modules * 4 / 10);
    }

    [Fact]
    public void Every_decision_names_what_enforces_it()
    {
        var tests = House
            .Sources("tests")
            .SelectMany(f => TestMethod().Matches(File.ReadAllText(f)).Select(m => $"{ClassIn(f, m.Index)}.{m.Groups[1].Value}"))
            .ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> Unenforced((string Name, string Text) adr)
        {
            var at = adr.Text.IndexOf("**Enforced by:**", StringComparison.Ordinal);
            var names = at < 0 ? [] : Quoted().Matches(adr.Text[at..]).Select(m => m.Groups[1].Value).ToArray();
            return names.Length == 0
                ? [$"{adr.Name} names nothing that enforces it"]
                : names
                    .Where(n => !tests.Contains(n) && !Path.Exists(Path.Combine(House.Root, n)))
                    .Select(n => $"{adr.Name} names {n}, which does not exist");
        }

        var decisions = Directory.GetFiles(Path.Combine(House.Root, "docs", "adr"), "0*.md").Select(f => (Path.GetFileName(f), File.ReadAllText(f)));
        Verdict.Holds(Verdict.Over(decisions, Unenforced), Verdict.Over([("0099.md", "**Enforced by:** `NoSuchTests.At_all`")], Unenforced));
    }

    [Fact]
    public void Public_types_of_contracts_and_building_blocks_are_documented()
    {
        static IEnumerable<string> Undocumented((string Assembly, XDocument Comments, Type[] Types) x)
        {
            var known = x.Comments.Descendants("member").Select(m => m.Attribute("name")!.Value).ToHashSet(StringComparer.Ordinal);
            return x.Types.Where(t => !known.Contains($"T:{t.FullName!.Replace('+', '.')}")).Select(t => $"{t.FullName} has no documentation");
        }

        var assemblies = House
            .ContractAssemblies.Append(typeof(BuildingBlocks.Contracts.Error).Assembly)
            .Append(typeof(BuildingBlocks.Modules.IModule).Assembly);
        Verdict.Holds(
            Verdict.Over(
                assemblies.Select(a => (a.GetName().Name!, XDocument.Load(Path.ChangeExtension(a.Location, ".xml")), a.GetExportedTypes())),
                Undocumented
            ),
            Verdict.Over([("planted", XDocument.Parse("<doc/>"), new[] { typeof(HouseRules) })], Undocumented)
        );
    }

    private static IEnumerable<string> Tools(Project project) =>
        project
            .Packages.Where(p => Array.Exists(TestPackages, t => p.StartsWith(t, StringComparison.OrdinalIgnoreCase)))
            .Select(p => $"{project.Name} ships {p}");

    private static Verdict Loose(XDocument versions) =>
        Verdict.Over(
            versions.Descendants("PackageVersion").Select(v => (Name: v.Attribute("Include")!.Value, Version: v.Attribute("Version")!.Value)),
            v =>
                v.Version.StartsWith('[') && v.Version.EndsWith(']') && !v.Version.Contains(',', StringComparison.Ordinal)
                    ? []
                    : [$"{v.Name} {v.Version}"]
        );

    private static string ClassIn(string file, int position) =>
        TestClass().Matches(File.ReadAllText(file)[..position]).LastOrDefault()?.Groups[1].Value ?? Path.GetFileNameWithoutExtension(file);

    [GeneratedRegex(@"\[(?:Fact|Theory)[^\]]*\](?:\s*\[[^\]]*\])*\s*public (?:async |static )*[\w<>\[\]?]+ (\w+)\(", RegexOptions.None, 1000)]
    private static partial Regex TestMethod();

    [GeneratedRegex(@"class (\w+)", RegexOptions.None, 1000)]
    private static partial Regex TestClass();

    [GeneratedRegex("`([^`]+)`", RegexOptions.None, 1000)]
    private static partial Regex Quoted();
}
