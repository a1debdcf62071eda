using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>The orders; ties by product id, so that pages join without a gap. What has no price comes last, whichever way prices are sorted.</summary>
internal static class SortOrder
{
    public static JsonArray Of(ProductSort sort, string currency) =>
        [
            sort switch
            {
                ProductSort.Relevance => By("_score", "desc"),
                ProductSort.Name => By(IndexDefinition.NameKey, "asc"),
                ProductSort.NameDescending => By(IndexDefinition.NameKey, "desc"),
                ProductSort.Price => By(IndexDefinition.Price(currency), "asc", missing: "_last"),
                ProductSort.PriceDescending => By(IndexDefinition.Price(currency), "desc", missing: "_last"),
                ProductSort.Newest => By(IndexDefinition.Created, "desc"),
                ProductSort.Popular => By(IndexDefinition.Sold, "desc"),
                ProductSort.Rating => By(IndexDefinition.RatingKey, "desc"),
                _ => throw new InvalidOperationException($"No order for {sort}."),
            },
            By(IndexDefinition.Id, "asc"),
        ];

    /// <summary>Null if the cursor holds no place of this order.</summary>
    public static JsonArray? After(SearchCursor cursor) => Key(cursor) is { } key ? [key, cursor.Id.ToString("N")] : null;

    public static SearchCursor CursorOf(ProductSort sort, IReadOnlyList<JsonElement> values)
    {
        var id = Guid.ParseExact(values[1].GetString()!, "N");
        return sort switch
        {
            ProductSort.Relevance => new SearchCursor(sort, BitConverter.SingleToInt32Bits(values[0].GetSingle()), null, id),
            ProductSort.Name or ProductSort.NameDescending => new SearchCursor(sort, 0, values[0].GetString(), id),
            _ => new SearchCursor(sort, values[0].GetInt64(), null, id),
        };
    }

    private static JsonNode? Key(SearchCursor cursor) =>
        cursor.Sort switch
        {
            ProductSort.Relevance => BitConverter.Int32BitsToSingle((int)cursor.Key) is var score && float.IsFinite(score) ? score : null,
            ProductSort.Name or ProductSort.NameDescending => cursor.Name is { } name ? JsonValue.Create(name) : null,
            _ => cursor.Key,
        };

    private static JsonObject By(string field, string order, string? missing = null)
    {
        var how = new JsonObject { ["order"] = order };
        if (missing is not null)
        {
            how["missing"] = missing;
        }

        return new JsonObject { [field] = how };
    }
}
