using System.Reflection;
using FluentValidation;
using LeakyCauldron.BuildingBlocks.Contracts;
using MediatR;
using NetArchTest.Rules;

namespace LeakyCauldron.Architecture.Tests;

public sealed class CodeRules
{
    private static readonly string[] Infrastructure =
    [
        "Microsoft.EntityFrameworkCore",
        "Microsoft.AspNetCore",
        "Npgsql",
        "Confluent.Kafka",
        "Quartz",
        "MediatR",
    ];

    [Fact]
    public void Domain_knows_no_infrastructure() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies.SelectMany(a => InfrastructureIn(a, $"{a.GetName().Name}.Domain")), x => x.Violation),
            Verdict.Over(InfrastructureIn(typeof(CodeRules).Assembly, "LeakyCauldron.Planted.Domain"), x => x.Violation)
        );

    /// <summary>What several features answer with may stand beside them in <c>Features</c> itself or in <c>Features.Shared</c>.</summary>
    [Fact]
    public void Features_do_not_use_each_other() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies, a => EntangledFeatures(a, $"{a.GetName().Name}.Features")),
            Verdict.Over([typeof(CodeRules).Assembly], a => EntangledFeatures(a, "LeakyCauldron.Planted.Features"))
        );

    [Fact]
    public void Handlers_validators_and_endpoints_are_sealed_and_internal() =>
        Verdict.Holds(Verdict.Over(House.ModuleAssemblies.SelectMany(Roles), Exposed), Verdict.Over([typeof(Planted.OpenHandler)], Exposed));

    [Fact]
    public void Classes_are_sealed()
    {
        var all = House
            .ModuleAssemblies.SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsNested: false } && !t.Name.Contains('<', StringComparison.Ordinal))
            .ToArray();
        var bases = all.Select(t => t.BaseType).OfType<Type>().Select(t => t.IsGenericType ? t.GetGenericTypeDefinition() : t).ToHashSet();
        IEnumerable<string> Open(Type type) => type.IsSealed || type.IsAbstract || bases.Contains(type) ? [] : [$"{type.FullName} is not sealed"];
        Verdict.Holds(
            Verdict.Over(
                all.Where(t =>
                    t.Namespace?.StartsWith("LeakyCauldron", StringComparison.Ordinal) == true
                    && !t.Namespace.EndsWith(".Migrations", StringComparison.Ordinal)
                ),
                Open
            ),
            Verdict.Over([typeof(Planted.OpenHandler)], Open)
        );
    }

    [Fact]
    public void No_amount_is_a_float() =>
        Verdict.Holds(
            Verdict.Over(House.ModuleAssemblies.Concat(House.ContractAssemblies).SelectMany(a => a.GetTypes()), FloatingMoney),
            Verdict.Over([typeof(Planted.FloatingPrice)], FloatingMoney)
        );

    [Fact]
    public void Every_command_with_text_or_numbers_is_validated()
    {
        var validated = House
            .ModuleAssemblies.SelectMany(a => a.GetTypes())
            .Where(t => t is { IsAbstract: false, BaseType.IsGenericType: true } && typeof(IValidator).IsAssignableFrom(t))
            .Select(t => t.BaseType!.GetGenericArguments()[0])
            .ToHashSet();
        IEnumerable<string> Unchecked(Type command) =>
            validated.Contains(command) || KnownGaps.Commands.Contains(command.Name) ? [] : [$"{command.FullName} has no validator"];
        var commands = House
            .ModuleAssemblies.SelectMany(a => a.GetTypes())
            .Where(t => !t.IsAbstract && IsCommand(t) && t.GetProperties().Any(p => IsFree(p.PropertyType)));
        Verdict.Holds(Verdict.Over(commands, Unchecked), Verdict.Over([typeof(Planted.Unvalidated)], Unchecked));
    }

    [Fact]
    public void Only_the_relay_publishes()
    {
        static IEnumerable<string> Producers(string file) =>
            File.ReadAllText(file).Contains("IProducer<", StringComparison.Ordinal) && !file.Contains("Messaging", StringComparison.Ordinal)
                ? [$"{House.Relative(file)} publishes to Kafka"]
                : [];
        using var planted = new TempFolder();
        var file = Path.Combine(planted.Path, "Sneaky.cs");
        File.WriteAllText(file, "IProducer<string, byte[]> producer;");
        Verdict.Holds(Verdict.Over(House.Sources("src"), Producers), Verdict.Over([file], Producers));
    }

    private static IEnumerable<(string Type, IEnumerable<string> Violation)> InfrastructureIn(Assembly assembly, string domain)
    {
        var types = Types.InAssembly(assembly).That().ResideInNamespaceStartingWith(domain);
        var failing = types.ShouldNot().HaveDependencyOnAny(Infrastructure).GetResult().FailingTypeNames?.ToHashSet(StringComparer.Ordinal) ?? [];
        return types
            .GetTypes()
            .Select(t => (t.FullName!, failing.Contains(t.FullName!) ? (IEnumerable<string>)[$"{t.FullName} knows infrastructure"] : []));
    }

    private static IEnumerable<string> EntangledFeatures(Assembly assembly, string root)
    {
        var features = assembly
            .GetTypes()
            .Select(t => t.Namespace)
            .OfType<string>()
            .Where(n => n.StartsWith(root + ".", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        return from feature in features
            let others = features
                .Where(f =>
                    f != feature
                    && f != root + ".Shared"
                    && !f.StartsWith(feature, StringComparison.Ordinal)
                    && !feature.StartsWith(f, StringComparison.Ordinal)
                )
                .ToArray()
            where others.Length > 0
            from failing in Types
                .InAssembly(assembly)
                .That()
                .ResideInNamespace(feature)
                .ShouldNot()
                .HaveDependencyOnAny(others)
                .GetResult()
                .FailingTypeNames
                ?? []
            select $"{failing} uses another feature";
    }

    private static IEnumerable<Type> Roles(Assembly assembly) =>
        assembly
            .GetTypes()
            .Where(t =>
                t.Name.EndsWith("Endpoint", StringComparison.Ordinal)
                || t.GetInterfaces()
                    .Any(i =>
                        i.IsGenericType
                        && (i.GetGenericTypeDefinition() == typeof(IRequestHandler<,>) || i.GetGenericTypeDefinition() == typeof(IValidator<>))
                    )
            )
            .Where(t => !t.IsInterface);

    private static IEnumerable<string> Exposed(Type type) =>
        type is { IsSealed: true, IsPublic: false, IsNestedPublic: false } ? [] : [$"{type.FullName} is not sealed and internal"];

    private static IEnumerable<string> FloatingMoney(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
            .Where(p =>
                IsFloat(p.PropertyType)
                && (
                    p.Name.Contains("Price", StringComparison.Ordinal)
                    || p.Name.Contains("Amount", StringComparison.Ordinal)
                    || p.Name.Contains("Total", StringComparison.Ordinal)
                )
            )
            .Select(p => $"{type.FullName}.{p.Name} is a {p.PropertyType.Name}");

    private static bool IsFloat(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) is { } t && (t == typeof(double) || t == typeof(float) || t == typeof(decimal));

    private static bool IsCommand(Type type) => type.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(ICommand<>));

    /// <summary>Values a caller can choose freely; ids and the caller are checked by look-up.</summary>
    private static bool IsFree(Type type) =>
        type == typeof(string)
        || type == typeof(int)
        || type == typeof(long)
        || type == typeof(Money)
        || type == typeof(Money?)
        || type.Name.EndsWith("Body", StringComparison.Ordinal);
}
