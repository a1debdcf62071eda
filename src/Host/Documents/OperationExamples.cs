using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>An example for every body of every call, made from its schema and the values of <see cref="ExampleValues"/>.</summary>
internal static class OperationExamples
{
    private const int Deepest = 8;

    public static Task Fill(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken ct)
    {
        foreach (var operation in document.Paths.SelectMany(p => p.Value.Operations!.Values))
        {
            Fill(operation.RequestBody?.Content);
            foreach (var response in operation.Responses!.Values.OfType<OpenApiResponse>())
            {
                Fill(response.Content);
            }
        }

        return Task.CompletedTask;
    }

    private static void Fill(IDictionary<string, OpenApiMediaType>? content)
    {
        foreach (var (type, body) in content ?? new Dictionary<string, OpenApiMediaType>())
        {
            body.Example ??= ExampleValues.Documents.TryGetValue(type, out var text) ? JsonValue.Create(text) : Of(body.Schema, "", "", 0);
        }
    }

    private static JsonNode? Of(IOpenApiSchema? schema, string owner, string name, int depth)
    {
        if (schema is null || depth > Deepest)
        {
            return null;
        }

        if (ExampleValues.TryGet(owner, name, out var value))
        {
            return value;
        }

        if (schema is OpenApiSchemaReference { Reference.Id: { } id })
        {
            owner = id.EndsWith("Nullable", StringComparison.Ordinal) ? id[..^"Nullable".Length] : id;
        }
        else if ((schema.OneOf ?? schema.AnyOf)?.FirstOrDefault(s => s.Type != JsonSchemaType.Null) is { } choice)
        {
            return Of(choice, owner, name, depth);
        }

        return schema.Examples?.FirstOrDefault()?.DeepClone() ?? schema.Enum?.FirstOrDefault()?.DeepClone() ?? OfType(schema, owner, name, depth);
    }

    private static JsonNode? OfType(IOpenApiSchema schema, string owner, string name, int depth)
    {
        var type = schema.Type ?? JsonSchemaType.Object;
        return type switch
        {
            _ when type.HasFlag(JsonSchemaType.Object) => Object(schema, owner, depth),
            _ when type.HasFlag(JsonSchemaType.Array) => Of(schema.Items, owner, name, depth + 1) is { } item ? new JsonArray(item) : new JsonArray(),
            _ when type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number) => 1,
            _ when type.HasFlag(JsonSchemaType.Boolean) => true,
            _ => schema.Format switch
            {
                "uuid" => "01980c2e-6d1c-7b52-9f3e-4a5d2b7c8e10",
                "date-time" => "2026-09-01T10:00:00Z",
                _ => name,
            },
        };
    }

    private static JsonObject Object(IOpenApiSchema schema, string owner, int depth)
    {
        var example = new JsonObject();
        foreach (var (name, member) in schema.Properties ?? new Dictionary<string, IOpenApiSchema>())
        {
            if (!ExampleValues.LeftOut(owner, name))
            {
                example[name] = Of(member, owner, name, depth + 1);
            }
        }

        if (schema.AdditionalProperties is { } values)
        {
            example["order_confirmed"] = Of(values, owner, "", depth + 1);
        }

        return example;
    }
}
