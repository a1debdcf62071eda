using System.Text.Json;

namespace LeakyCauldron.Search.Tests.Elastic.Specification;

/// <summary>Holds a JSON value against a type of the specification.</summary>
internal sealed class Walker(Schema schema)
{
    private readonly ObjectWalker _objects = new(schema);

    public Finding? Check(JsonElement value, JsonElement type, Generics generics, string path)
    {
        switch (type.GetProperty("kind").GetString())
        {
            case "user_defined_value":
                return null;
            case "literal_value":
                var literal = type.GetProperty("value");
                return
                    value.GetRawText() == literal.GetRawText()
                    || (literal.ValueKind == JsonValueKind.String && value.ToString() == literal.GetString())
                    ? null
                    : new Finding(path, $"must be {literal.GetRawText()}");
            case "array_of":
                return value.ValueKind == JsonValueKind.Array
                    ? First(value.EnumerateArray().Select((item, i) => Check(item, type.GetProperty("value"), generics, $"{path}[{i}]")))
                    : new Finding(path, "must be an array");
            case "dictionary_of":
                return Dictionary(value, type, generics, path);
            case "union_of":
                return Union(value, type.GetProperty("items"), generics, path);
            case "instance_of":
                return Instance(value, type, generics, path);
            case var kind:
                throw new NotSupportedException($"A type of kind {kind} at {path}.");
        }
    }

    private static Finding? First(IEnumerable<Finding?> findings) => findings.FirstOrDefault(f => f is not null);

    private Finding? Dictionary(JsonElement value, JsonElement type, Generics generics, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new Finding(path, "must be an object");
        }

        return Schema.Flag(type, "singleKey") && value.EnumerateObject().Count() != 1
            ? new Finding(path, "must have one member")
            : First(value.EnumerateObject().Select(m => Check(m.Value, type.GetProperty("value"), generics, $"{path}.{m.Name}")));
    }

    private Finding? Union(JsonElement value, JsonElement items, Generics generics, string path)
    {
        Finding? deepest = null;
        foreach (var item in items.EnumerateArray())
        {
            if (Check(value, item, generics, path) is not { } finding)
            {
                return null;
            }

            deepest = deepest is null || finding.Depth > deepest.Depth ? finding : deepest;
        }

        return deepest ?? new Finding(path, "can be nothing");
    }

    private Finding? Instance(JsonElement value, JsonElement use, Generics generics, string path)
    {
        var reference = use.GetProperty("type");
        if (generics.Find(reference) is { } bound)
        {
            return Check(value, bound.Type, bound.Meaning, path);
        }

        var (space, name) = Schema.NameOf(reference);
        if (space == "_builtins")
        {
            return Builtin(value, name, path);
        }

        // A parameter that nobody has bound is the user's own document.
        if (schema.Type((space, name)) is not { } type)
        {
            return null;
        }

        var meaning = Generics.Bind(type, use, generics);
        return type.GetProperty("kind").GetString() switch
        {
            "enum" => Enumeration(value, type, path),
            "type_alias" when IsWhole(space, name) => value.ValueKind == JsonValueKind.Number
            && value.TryGetDecimal(out var n)
            && n == decimal.Truncate(n)
                ? null
                : new Finding(path, $"must be a {name}"),
            "type_alias" => Check(value, type.GetProperty("type"), meaning, path),
            "interface" => Interface(value, type, meaning, path),
            var kind => throw new NotSupportedException($"{name} is a {kind}."),
        };
    }

    private Finding? Interface(JsonElement value, JsonElement type, Generics generics, string path)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            return _objects.Check(value, type, generics, path, Check);
        }

        var shortcut = Schema.Text(type, "shortcutProperty");
        return shortcut is null || _objects.Property(type, shortcut) is not { } property
            ? new Finding(path, $"must be an object ({Schema.NameOf(type.GetProperty("name")).Name})")
            : Check(value, property.GetProperty("type"), generics, path);
    }

    private static bool IsWhole(string space, string name) =>
        space == "_types" && name is "long" or "integer" or "short" or "byte" or "uint" or "ulong";

    private static Finding? Builtin(JsonElement value, string name, string path)
    {
        var fits = name switch
        {
            "string" => value.ValueKind == JsonValueKind.String,
            "number" => value.ValueKind == JsonValueKind.Number,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            _ => true,
        };
        return fits ? null : new Finding(path, $"must be a {name}");
    }

    private static Finding? Enumeration(JsonElement value, JsonElement type, string path)
    {
        var text = value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText();
        return
            Schema.Flag(type, "isOpen")
            || Schema.Many(type, "members").Any(m => Schema.Text(m, "name") == text || Schema.Many(m, "aliases").Any(a => a.GetString() == text))
            ? null
            : new Finding(path, $"is none of the values of {Schema.NameOf(type.GetProperty("name")).Name}");
    }
}
