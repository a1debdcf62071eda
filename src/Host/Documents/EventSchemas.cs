using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using LeakyCauldron.BuildingBlocks.Http;
using LeakyCauldron.BuildingBlocks.Modules;

namespace LeakyCauldron.Host.Documents;

/// <summary>A JSON Schema for each event, and the table of who sends and who listens.</summary>
internal static class EventSchemas
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    public static async Task WriteAsync(ModuleModel model, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (name, type) in model.Events.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            await File.WriteAllTextAsync(Path.Combine(folder, $"{name}.schema.json"), Of(name, type).ToJsonString(Indented) + "\n");
        }

        await File.WriteAllTextAsync(Path.Combine(folder, "README.md"), Table(model));
    }

    public static JsonObject Of(string wireName, Type type)
    {
        var schema = Json.Wire.GetJsonSchemaAsNode(type, new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true }).AsObject();
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

    private static string Table(ModuleModel model)
    {
        var text = new StringBuilder(
            "# Events\n\nGenerated from the running model by `./cauldron docs`. CloudEvents 1.0, binary mode on Kafka; the key is the aggregate's id.\n\n"
        );
        text.Append("| event | topic | producer | consumers | schema |\n|---|---|---|---|---|\n");
        foreach (var (name, _) in model.Events.OrderBy(e => e.Key, StringComparer.Ordinal))
        {
            var module = name.Split('.')[0];
            var consumers = model
                .Subscriptions.Where(s => s.WireName == name)
                .Select(s => $"{s.Module} ({(s.Kind == SubscriptionKind.Everywhere ? "everywhere" : "once")}: {s.Handler.Name})")
                .Order(StringComparer.Ordinal);
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"| `{name}` | `{module}.events` | {module} | {string.Join("<br>", consumers)} | [{name}]({name}.schema.json) |\n"
            );
        }

        return text.ToString();
    }
}
