using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>Schema names as a reader expects them: no suffixes of ours, generics spelled out.</summary>
internal static class SchemaNames
{
    public static string? Of(JsonTypeInfo info) => OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null ? null : Name(info.Type);

    private static string Name(Type type)
    {
        if (!type.IsGenericType)
        {
            return type.Name.EndsWith("Dto", StringComparison.Ordinal) ? type.Name[..^3] : type.Name;
        }

        return string.Concat(type.GetGenericArguments().Select(Name)) + type.Name[..type.Name.IndexOf('`', StringComparison.Ordinal)];
    }
}
