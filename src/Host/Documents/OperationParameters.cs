using System.Text.Json.Nodes;
using LeakyCauldron.BuildingBlocks.Http;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace LeakyCauldron.Host.Documents;

/// <summary>What the parameters mean, one text for all calls that have them, and the headers that no endpoint declares itself.</summary>
internal static class OperationParameters
{
    private static readonly Dictionary<string, (string Text, string Example)> Known = new(StringComparer.Ordinal)
    {
        ["id"] = ("Its id", "01980c2e-6d1c-7b52-9f3e-4a5d2b7c8e10"),
        ["itemId"] = ("The line's id", "01980c2e-7a40-7c11-8d22-0b9c3f5e6a71"),
        ["idOrSlug"] = ("Its id or its slug", "hedgerow-holly-wand"),
        ["sku"] = ("The variant's SKU", "LC-WND-HOLLY-10"),
        ["code"] = ("The coupon's code", "WELCOME10"),
        ["number"] = ("The order's number", "LC-VTG9ZKBV"),
        ["provider"] = ("The provider, by its method of payment", "gringotts"),
        ["reference"] = ("The bank's reference of the payment", "grg_7f3k2m9x"),
        ["email"] = ("The address that the order was placed with", "harry@leaky.test"),
        ["limit"] = ("Items a page, 1 to 100; 24 unless told", "24"),
        ["after"] = ("The cursor from `next` of the page before", "WyJIZWRnZXJvdyIsIjAxOTgwYzJlIl0"),
        ["days"] = ("How many days back, today included; 7 unless told", "30"),
        ["deliveryId"] = ("Id of the delivery, from the log", "0199f3b0-7801-7a55-8c9d-2b3c4d5e6ff6"),
        ["token"] = ("From the link of a mail", "AZnzsHgBelWMnSs8TV5v9oKj0d1Fh2mQ"),
        ["kind"] = ("The kind of mail", "order_confirmed"),
        ["locale"] = ("Language tag", "en-GB"),
        ["instanceId"] = ("Id of the instance, as it registered", "127.0.0.1:orders:8081"),
        ["prefix"] = ("The path prefix of the override", "/wands"),
        ["q"] = ("Words to find", "holly wand"),
        ["currency"] = ("Which price list, by currency code; the shop's own unless told", "GBP"),
        ["category"] = ("Id or slug of a category; what lies below it counts", "wands"),
        ["collection"] = ("Id or slug of a collection", "first-years"),
        ["brand"] = ("A brand; may be repeated", "Hartwell & Sprig"),
        ["tag"] = ("A tag", "handmade"),
        ["minPrice"] = ("Lowest price, in minor units of the currency", "1000"),
        ["maxPrice"] = ("Highest price, in minor units of the currency", "5000"),
        ["minRating"] = ("Lowest average of stars", "4"),
        ["inStock"] = ("True for what can be bought now", "true"),
        ["sort"] = ("The order of the items", "price"),
        ["status"] = ("Only those in this state", "confirmed"),
        ["actorId"] = ("Only what this person did", "01980c2e-6d1c-7b52-9f3e-4a5d2b7c8e10"),
        ["operation"] = ("Only this operation, by its operationId", "setUserRoles"),
        ["path"] = ("Only what was done to addresses that begin like this", "/api/v1/users"),
        ["from"] = ("Not before this moment", "2026-10-31T00:00:00Z"),
        ["to"] = ("Before this moment", "2026-11-01T00:00:00Z"),
        ["module"] = ("Only that module's", "orders"),
        ["unread"] = ("True for those not read yet", "true"),
        ["ticket"] = ("A one-use ticket in place of the access token, for clients that cannot send headers", "Zx3kQ9bW1cR7"),
        ["lastEventId"] = ("The last event seen; the stream goes on behind it", "42"),
        ["Last-Event-ID"] = ("The last event seen; the stream goes on behind it", "42"),
    };

    public static Task Describe(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken ct)
    {
        operation.Parameters ??= [];
        foreach (var parameter in operation.Parameters.OfType<OpenApiParameter>())
        {
            if (Known.TryGetValue(parameter.Name!, out var known))
            {
                parameter.Description ??= known.Text;
                parameter.Example ??= Example(parameter, known.Example);
            }
        }

        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IdempotencyMetadata>().LastOrDefault() is { } idempotency)
        {
            operation.Parameters.Add(
                Header("Idempotency-Key", idempotency.Required, "1 to 255 visible characters; the first answer is replayed for 24 hours", "luna-1")
            );
        }

        if (operation.Responses?.ContainsKey("412") == true && context.Description.HttpMethod is not "GET")
        {
            operation.Parameters.Add(Header("If-Match", false, "Only if it still has this ETag; else 412 with the present representation", "\"3\""));
        }

        if (operation.Responses?.ContainsKey("304") == true)
        {
            operation.Parameters.Add(Header("If-None-Match", false, "Answers 304 if it still has this ETag", "\"3\""));
        }

        return Task.CompletedTask;
    }

    private static JsonNode Example(OpenApiParameter parameter, string text) =>
        parameter.Schema?.Type is { } type
        && (type.HasFlag(JsonSchemaType.Integer) || type.HasFlag(JsonSchemaType.Number) || type.HasFlag(JsonSchemaType.Boolean))
            ? JsonNode.Parse(text)!
            : JsonValue.Create(text);

    private static OpenApiParameter Header(string name, bool required, string description, string example) =>
        new()
        {
            Name = name,
            In = ParameterLocation.Header,
            Required = required,
            Description = description,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            Example = JsonValue.Create(example),
        };
}
