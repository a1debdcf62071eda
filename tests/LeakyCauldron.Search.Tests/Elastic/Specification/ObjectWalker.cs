using System.Text.Json;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>Members of objects: known, complete, of the right types, and of variants exactly one.</summary>
internal sealed class ObjectWalker(Schema schema)
{
    /// <summary>The specification says of it that it is valid without a variant.</summary>
    private const string WithoutVariant = "FunctionScoreContainer";

    internal delegate Finding? CheckValue(JsonElement value, JsonElement type, Generics generics, string path);

    /// <summary>By its name or an alias, with those that the type inherits.</summary>
    public JsonElement? Property(JsonElement type, string name) =>
        Levels(type, Generics.None)
            .SelectMany(l => Schema.Many(l.Type, "properties"))
            .Where(p => IsCalled(p, name))
            .Select(p => (JsonElement?)p)
            .FirstOrDefault();

    public Finding? Check(JsonElement value, JsonElement type, Generics generics, string path, CheckValue check)
    {
        var levels = Levels(type, generics).ToList();
        var properties = levels.SelectMany(l => Schema.Many(l.Type, "properties").Select(p => (Property: p, l.Generics))).ToList();
        var additional = levels.SelectMany(l => Additional(l.Type, l.Generics)).ToList();
        var variants = 0;
        foreach (var member in value.EnumerateObject())
        {
            var at = $"{path}.{member.Name}";
            var known = properties.Where(p => IsCalled(p.Property, member.Name)).ToList();
            if (known.Count == 0 && additional.Count == 0)
            {
                return new Finding(at, $"is unknown to {Name(type)}");
            }

            variants += known.Count == 0 || !Schema.Flag(known[0].Property, "containerProperty") ? 1 : 0;
            var (expected, meaning) = known.Count > 0 ? (known[0].Property.GetProperty("type"), known[0].Generics) : additional[0];
            if (check(member.Value, expected, meaning, at) is { } finding)
            {
                return finding;
            }
        }

        return IsContainer(type) && variants != 1 && !(variants == 0 && Name(type) == WithoutVariant)
            ? new Finding(path, $"must have one variant of {Name(type)} and has {variants}")
            : Missing(value, properties.Select(p => p.Property), path);
    }

    private static Finding? Missing(JsonElement value, IEnumerable<JsonElement> properties, string path) =>
        properties
            .Where(p => Schema.Flag(p, "required") && !value.EnumerateObject().Any(m => IsCalled(p, m.Name)))
            .Select(p => new Finding($"{path}.{Schema.Text(p, "name")}", "is required"))
            .FirstOrDefault();

    /// <summary>The type and those it inherits from.</summary>
    private IEnumerable<(JsonElement Type, Generics Generics)> Levels(JsonElement type, Generics generics)
    {
        yield return (type, generics);
        if (type.TryGetProperty("inherits", out var use))
        {
            var parent = schema.Named(use.GetProperty("type"));
            foreach (var level in Levels(parent, Generics.Bind(parent, use, generics)))
            {
                yield return level;
            }
        }
    }

    private static IEnumerable<(JsonElement Type, Generics Generics)> Additional(JsonElement type, Generics generics) =>
        Schema
            .Many(type, "behaviors")
            .Where(b => b.GetProperty("type").GetProperty("name").GetString() is "AdditionalProperties" or "AdditionalProperty")
            .Select(b => (b.GetProperty("generics")[1], generics));

    private static bool IsContainer(JsonElement type) =>
        type.TryGetProperty("variants", out var variants) && Schema.Text(variants, "kind") == "container";

    private static bool IsCalled(JsonElement property, string name) =>
        Schema.Text(property, "name") == name || Schema.Many(property, "aliases").Any(a => a.GetString() == name);

    private static string Name(JsonElement type) => Schema.NameOf(type.GetProperty("name")).Name;
}
