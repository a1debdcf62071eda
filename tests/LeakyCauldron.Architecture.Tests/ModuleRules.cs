using System.Reflection;
using System.Runtime.CompilerServices;
using System.Xml.Linq;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Modules;
using LeakyCauldron.Host;
using MediatR;

namespace LeakyCauldron.Architecture.Tests;

public sealed class ModuleRules
{
    [Fact]
    public void A_module_references_only_contracts_of_others() =>
        Verdict.Holds(
            ForeignReferences(House.Projects.Where(p => House.ModuleOf(p.Name) is not null)),
            ForeignReferences([
                Planted(
                    "LeakyCauldron.Orders",
                    "<ProjectReference Include=\"../../Payments/LeakyCauldron.Payments/LeakyCauldron.Payments.csproj\" />"
                ),
            ])
        );

    [Fact]
    public void A_module_assembly_refers_to_no_other_module() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies, a => ForeignAssemblies(a.GetName().Name!, a.GetReferencedAssemblies())),
            Verdict.Over([0], _ => ForeignAssemblies("LeakyCauldron.Orders", typeof(HostModules).Assembly.GetReferencedAssemblies()))
        );

    [Fact]
    public void Contracts_reference_only_the_building_block_contracts() =>
        Verdict.Holds(Verdict.Over(House.ContractAssemblies, ImpureReferences), Verdict.Over([typeof(HostModules).Assembly], ImpureReferences));

    [Fact]
    public void Calls_between_modules_form_no_cycle()
    {
        var calls = House.ModuleAssemblies.SelectMany(Calls).Distinct().ToArray();
        Verdict.Holds(new(calls.Length, Cycles(calls)), new(1, Cycles([("Orders", "Cart"), ("Cart", "Catalog"), ("Catalog", "Orders")])));
    }

    [Fact]
    public void Only_the_module_class_is_public() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies, a => PublicTypes(a).Where(t => !typeof(IModule).IsAssignableFrom(t)).Select(t => t.FullName!)),
            Verdict.Over(
                [typeof(ModuleRules).Assembly],
                a => PublicTypes(a).Where(t => !typeof(IModule).IsAssignableFrom(t)).Select(t => t.FullName!)
            )
        );

    [Fact]
    public void Every_module_folder_is_listed_by_the_host() => Listed(House.ModuleFolders, "Divination");

    [Fact]
    public void Internals_are_visible_to_own_tests_only()
    {
        static IEnumerable<string> Strangers(Assembly assembly) =>
            assembly
                .GetCustomAttributes<InternalsVisibleToAttribute>()
                .Select(f => f.AssemblyName)
                .Where(f => f != assembly.GetName().Name + ".Tests")
                .Select(f => $"{assembly.GetName().Name} shows its internals to {f}");

        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies, Strangers),
            Verdict.Over(
                [Planted("LeakyCauldron.Orders", "<InternalsVisibleTo Include=\"LeakyCauldron.Payments\" />")],
                p => p.Friends.Where(f => f != p.Name + ".Tests")
            )
        );
    }

    [Fact]
    public void No_notification_crosses_modules() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies.Concat(House.ContractAssemblies).SelectMany(a => a.GetTypes()), Notifications),
            Verdict.Over([typeof(Planted.LossyNotification)], Notifications)
        );

    [Fact]
    public void Events_live_in_contracts_with_name_and_version() =>
        Verdict.Holds(
            Verdict.Over(Events(House.ModuleAssemblies.Concat(House.ContractAssemblies)), MisplacedEvent),
            Verdict.Over([typeof(Planted.UnnamedEvent)], MisplacedEvent)
        );

    [Fact]
    public void Every_contract_request_is_sent_by_another_module()
    {
        // The host itself asks Identity which sessions have ended, for all of its modules.
        var senders = House
            .ModuleAssemblies.Append(typeof(HostModules).Assembly)
            .ToDictionary(a => a, a => new HashSet<string>(Referenced.TypesOf(a), StringComparer.Ordinal));
        IEnumerable<string> Unsent(Type request) =>
            senders.Any(s =>
                House.ModuleOf(s.Key.GetName().Name) != House.ModuleOf(request.Assembly.GetName().Name) && s.Value.Contains(request.FullName!)
            )
                ? []
                : [$"{request.FullName} is in a contract, but no other module sends it"];
        var requests = House
            .ContractAssemblies.SelectMany(a => a.GetExportedTypes())
            .Where(t => t.GetCustomAttribute<ContractAttribute>() is not null);
        Verdict.Holds(Verdict.Over(requests, Unsent), Verdict.Over([typeof(Planted.UnsentRequest)], Unsent));
    }

    private static void Listed(IEnumerable<string> folders, string planted)
    {
        var listed = HostModules.All.Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        IEnumerable<string> Missing(string folder) =>
            listed.Contains(folder.ToLowerInvariant()) ? [] : [$"src/Modules/{folder} is not in HostModules.All"];
        Verdict.Holds(Verdict.Over(folders, Missing), Verdict.Over([planted], Missing));
        listed.Count.ShouldBe(House.ModuleFolders.Count);
    }

    private static Verdict ForeignReferences(IEnumerable<Project> projects) =>
        Verdict.Over(
            projects,
            p =>
                p.References.Where(r =>
                        House.ModuleOf(r) is { } m && m != House.ModuleOf(p.Name) && !r.EndsWith(".Contracts", StringComparison.Ordinal)
                    )
                    .Select(r => $"{p.Name} references {r}")
        );

    private static IEnumerable<string> ForeignAssemblies(string name, AssemblyName[] references) =>
        references
            .Select(r => r.Name!)
            .Where(r => House.ModuleOf(r) is { } m && m != House.ModuleOf(name) && !r.EndsWith(".Contracts", StringComparison.Ordinal))
            .Select(r => $"{name} refers to {r}");

    private static IEnumerable<string> ImpureReferences(Assembly assembly) =>
        assembly
            .GetReferencedAssemblies()
            .Select(r => r.Name!)
            .Where(r =>
                !r.StartsWith("System", StringComparison.Ordinal)
                && r is not "LeakyCauldron.BuildingBlocks.Contracts" and not "MediatR" and not "netstandard"
            )
            .Select(r => $"{assembly.GetName().Name} refers to {r}");

    private static IEnumerable<Type> PublicTypes(Assembly assembly) =>
        assembly.GetExportedTypes().Where(t => t.Namespace?.EndsWith(".Migrations", StringComparison.Ordinal) != true);

    private static IEnumerable<string> Notifications(Type type) =>
        typeof(INotification).IsAssignableFrom(type) ? [$"{type.FullName} is a MediatR notification"] : [];

    private static IEnumerable<Type> Events(IEnumerable<Assembly> assemblies) =>
        assemblies.SelectMany(a => a.GetTypes()).Where(t => t is { IsInterface: false } && typeof(IIntegrationEvent).IsAssignableFrom(t));

    private static IEnumerable<string> MisplacedEvent(Type type)
    {
        if (!type.Assembly.GetName().Name!.EndsWith(".Contracts", StringComparison.Ordinal))
        {
            yield return $"{type.FullName} is not in a contracts assembly";
        }

        var named = type.GetCustomAttribute<EventAttribute>();
        if (
            named is null
            || !type.Name.EndsWith($"V{named.Version}", StringComparison.Ordinal)
            || !type.Namespace!.Contains(named.Module, StringComparison.OrdinalIgnoreCase)
        )
        {
            yield return $"{type.FullName} lacks a name and version that fit its type";
        }
    }

    /// <summary>An edge for each contract request of another module that the assembly mentions.</summary>
    private static IEnumerable<(string From, string To)> Calls(Assembly assembly)
    {
        var own = House.ModuleOf(assembly.GetName().Name)!;
        var requests = House
            .ContractAssemblies.SelectMany(a => a.GetExportedTypes())
            .Where(t => t.GetCustomAttribute<ContractAttribute>() is not null)
            .ToDictionary(t => t.FullName!, StringComparer.Ordinal);
        return Referenced
            .TypesOf(assembly)
            .Where(requests.ContainsKey)
            .Select(t => (own, House.ModuleOf(requests[t].Assembly.GetName().Name)!))
            .Where(e => e.Item1 != e.Item2);
    }

    private static List<string> Cycles(IReadOnlyCollection<(string From, string To)> edges)
    {
        var left = edges.ToList();
        while (left.RemoveAll(e => left.TrueForAll(o => o.From != e.To)) > 0) { }
        return [.. left.Select(e => $"{e.From} calls {e.To}, in a cycle")];
    }

    private static Project Planted(string name, string item) => new(name, XDocument.Parse($"<Project><ItemGroup>{item}</ItemGroup></Project>"), true);
}
