using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Documents;

/// <summary>A JSON Schema for each version of each event.</summary>
internal static class EventSchemas
{
    private const string Suffix = ".schema.json";
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    private static readonly JsonSchemaExporterOptions Exporter = new()
    {
        TreatNullObliviousAsNonNullable = true,
        TransformSchemaNode = static (_, schema) => LeaveOutWhatMayBeMissing(schema),
    };

    /// <summary>Writes them over those of before, but never a breaking change: whoever reads the events has read the schema.</summary>
    /// <exception cref="InvalidStartException">Says what would break, and how to go on.</exception>
    public static async Task WriteAsync(ModuleModel model, string folder)
    {
        Directory.CreateDirectory(folder);
        var fresh = model.Events.ToDictionary(e => e.Key, e => Of(e.Key, e.Value), StringComparer.Ordinal);
        var breaks = Breaks(folder, fresh);
        if (breaks.Count > 0)
        {
            throw new InvalidStartException(
                "A breaking change of an event needs a new version beside the old one ([Event(name, 2)]):\n  " + string.Join("\n  ", breaks)
            );
        }

        foreach (var (name, schema) in fresh)
        {
            await File.WriteAllTextAsync(Path.Combine(folder, name + Suffix), schema.ToJsonString(Indented) + "\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), EventPage.Of(model));
    }

    /// <summary>What breaks against the schemas in a folder; an event that is gone breaks too.</summary>
    public static IReadOnlyList<string> Breaks(string folder, IReadOnlyDictionary<string, JsonObject> fresh) =>
        [
            .. Directory
                .GetFiles(folder, "*" + Suffix)
                .Order(StringComparer.Ordinal)
                .SelectMany(file =>
                {
                    var name = Path.GetFileName(file)[..^Suffix.Length];
                    return fresh.TryGetValue(name, out var now)
                        ? SchemaCompatibility.Breaks(JsonNode.Parse(File.ReadAllText(file))!, now).Select(b => $"{name} {b}")
                        : [$"{name} is gone; keep the type, so that events of the past stay readable"];
                }),
        ];

    public static JsonObject Of(string wireName, Type type)
    {
        var schema = Json.Wire.GetJsonSchemaAsNode(type, Exporter).AsObject();
        var document = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"urn:leaky-cauldron:event:{wireName}",
            ["title"] = wireName,
        };
        foreach (var (key, value) in schema)
        {
            document[key] = value?.DeepClone();
        }

        return document;
    }

    /// <summary>What may be null may be missing too; so is what a newer version has added.</summary>
    private static JsonNode LeaveOutWhatMayBeMissing(JsonNode schema)
    {
        if (schema is JsonObject && schema["required"] is JsonArray required && schema["properties"] is JsonObject properties)
        {
            var optional = required.Where(name => properties[name!.GetValue<string>()]?["type"] is JsonArray types && types.Any(IsNull)).ToArray();
            foreach (var name in optional)
            {
                required.Remove(name);
            }

            if (required.Count == 0)
            {
                schema.AsObject().Remove("required");
            }
        }

        return schema;
    }

    private static bool IsNull(JsonNode? type) => type?.GetValue<string>() == "null";
}
