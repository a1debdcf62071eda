using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace LeakyCauldron.Architecture.Tests;

/// <summary>The type references in an assembly's metadata: everything its code mentions by type, wherever it does.</summary>
internal static class Referenced
{
    public static IReadOnlyList<string> TypesOf(Assembly assembly)
    {
        using var pe = new PEReader(File.OpenRead(assembly.Location));
        var metadata = pe.GetMetadataReader();
        return
        [
            .. metadata
                .TypeReferences.Select(metadata.GetTypeReference)
                .Select(t => $"{metadata.GetString(t.Namespace)}.{metadata.GetString(t.Name)}"),
        ];
    }
}
