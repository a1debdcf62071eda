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
        if (context.JsonTypeInfo.Type == typeof(Money))
        {
            schema.Description = "Minor units; `formatted` is for people and ignored in requests.";
            schema.Examples = Of("""{"amount":12345,"currency":"GBP","formatted":"£123.45"}""");
        }
        else if (context.JsonTypeInfo.Type == typeof(Address))
        {
            schema.Examples = Of(
                """{"name":"Harry Potter","line1":"4 Privet Drive","city":"Little Whinging","postalCode":"GU1 1AA","country":"GB"}"""
            );
        }
        else if (context.JsonTypeInfo.Type == typeof(Problem))
        {
            schema.AdditionalPropertiesAllowed = true;
            schema.Examples = Of(
                """
                {"type":"urn:leaky-cauldron:problem:insufficient_stock","title":"Conflict","status":409,"detail":"Only 1 is left.","instance":"/api/v1/orders",
                 "code":"insufficient_stock","traceId":"0af7651916cd43dd8448eb211c80319c","available":1}
                """
            );
        }

        return Task.CompletedTask;
    }

    private static List<JsonNode> Of(string json) => [JsonNode.Parse(json)!];
}
