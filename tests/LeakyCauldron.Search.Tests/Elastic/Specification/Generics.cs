using System.Text.Json;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>What a type's parameters stand for where it is used.</summary>
internal sealed class Generics
{
    private readonly Dictionary<(string, string), (JsonElement Type, Generics Meaning)> _bound = [];

    public static Generics None { get; } = new();

    /// <summary>The parameters of <paramref name="type"/>, given by <paramref name="use"/>, which stands where <paramref name="outer"/> holds.</summary>
    public static Generics Bind(JsonElement type, JsonElement use, Generics outer)
    {
        var bound = new Generics();
        foreach (var (parameter, argument) in Schema.Many(type, "generics").Zip(Schema.Many(use, "generics")))
        {
            bound._bound[Schema.NameOf(parameter)] = (argument, outer);
        }

        return bound;
    }

    public (JsonElement Type, Generics Meaning)? Find(JsonElement reference) =>
        _bound.TryGetValue(Schema.NameOf(reference), out var found) ? found : null;
}
