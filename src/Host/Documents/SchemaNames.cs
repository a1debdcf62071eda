using System.Collections.Concurrent;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>Schema names as a reader expects them: no suffixes of ours, generics spelled out. Two types of one name would show as one, so that is refused.</summary>
internal static class SchemaNames
{
    private static readonly ConcurrentDictionary<string, Type> Taken = new(StringComparer.Ordinal);

    public static string? Of(JsonTypeInfo info)
    {
        if (OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null)
        {
            return null;
        }

        var name = Name(info.Type);
        return Taken.GetOrAdd(name, info.Type) == info.Type
            ? name
            : throw new InvalidOperationException($"{info.Type} and {Taken[name]} would both be the schema {name}.");
    }

    private static string Name(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name.EndsWith("Dto", StringComparison.Ordinal) ? type.Name[..^3] : type.Name;
        }

        return string.Concat(type.GetGenericArguments().Select(Name)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
    }
}
