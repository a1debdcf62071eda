using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Contracts;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>Examples of the shapes that occur everywhere.</summary>
internal static class SchemaExamples
{
    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken ct)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(Money))
        {
            schema.Description = "Minor units; `formatted` is for people and ignored in requests.";
            schema.Examples = Of("""{"amount":12345,"currency":"GBP","formatted":"£123.45"}""");
        }
        else if (type == typeof(Address))
        {
            schema.Examples = Of(
                """{"name":"Harry Potter","line1":"7 Lamplighter Court","city":"Little Marling","postalCode":"TA24 9QX","country":"GB"}"""
            );
        }
        else if (type == typeof(Problem))
        {
            schema.AdditionalPropertiesAllowed = true;
        }

        return Task.CompletedTask;
    }

    private static List<JsonNode> Of(string json) => [JsonNode.Parse(json)!];
}
