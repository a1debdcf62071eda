using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Writing;

/// <summary>
/// Settings and mapping of an index. Texts come as terms that the module has made (blanks between positions, <c>|</c> between terms of one position), so that both
/// engines find the same. Nothing is mapped that is not named here.
/// </summary>
internal static class IndexDefinition
{
    /// <summary>Whoever changes what is written to the index raises it, and the index is rebuilt.</summary>
    public const int Version = 1;

    public const string Listed = "listed";
    public const string Id = "id";
    public const string NameKey = "name_key";
    public const string BrandKey = "brand_key";
    public const string BrandName = "brand_name";
    public const string CategoryKey = "category_key";
    public const string CategoryName = "category_name";
    public const string Facets = "facets";
    public const string FacetNameKey = "facets.name_key";
    public const string FacetName = "facets.name";
    public const string FacetValueKey = "facets.value_key";
    public const string FacetValue = "facets.value";
    public const string InStock = "in_stock";
    public const string Created = "created";
    public const string Sold = "sold";
    public const string Rating = "rating";
    public const string RatingKey = "rating_key";
    public const string Popularity = "popularity";
    public const string Card = "card";
    public const string Source = "source";

    private const string Analyzer = "made_terms";
    private const string SameplaceFilter = "same_place";
    private const string Similarity = "products";

    public static string Price(string currency) => $"prices.{currency}";

    public static JsonObject Meta(long beat) => new() { ["schema"] = Version, ["beat"] = beat };

    /// <summary>One shard, so that facet counts are exact and scores comparable; a catalogue of millions fits in it.</summary>
    public static JsonObject Settings() =>
        new()
        {
            ["number_of_shards"] = 1,
            ["auto_expand_replicas"] = "0-1",
            ["refresh_interval"] = "500ms",
            ["analysis"] = new JsonObject
            {
                ["filter"] = new JsonObject
                {
                    [SameplaceFilter] = new JsonObject
                    {
                        ["type"] = "pattern_capture",
                        ["preserve_original"] = false,
                        ["patterns"] = Dsl.List(["([^|]+)"]),
                    },
                },
                ["analyzer"] = new JsonObject
                {
                    [Analyzer] = new JsonObject
                    {
                        ["type"] = "custom",
                        ["tokenizer"] = "whitespace",
                        ["filter"] = Dsl.List([SameplaceFilter]),
                    },
                },
            },
            ["similarity"] = new JsonObject
            {
                [Similarity] = new JsonObject
                {
                    ["type"] = "BM25",
                    ["k1"] = Weights.Bm25K1,
                    ["b"] = Weights.Bm25B,
                },
            },
        };

    public static JsonObject Mappings()
    {
        var fields = new JsonObject();
        foreach (var (field, _) in Weights.Fields)
        {
            fields[field] = new JsonObject
            {
                ["type"] = "text",
                ["analyzer"] = Analyzer,
                ["search_analyzer"] = "whitespace",
                ["similarity"] = Similarity,
            };
        }

        foreach (
            var field in (ReadOnlySpan<string>)
                [
                    Id,
                    SearchFields.Heads,
                    SearchFields.Code,
                    SearchFields.Words,
                    SearchFields.ValueWords,
                    NameKey,
                    BrandKey,
                    BrandName,
                    CategoryKey,
                    CategoryName,
                ]
        )
        {
            fields[field] = Type("keyword");
        }

        foreach (var field in (ReadOnlySpan<string>)[Created, Sold, Rating, RatingKey, Popularity])
        {
            fields[field] = Type("long");
        }

        fields[Listed] = Type("boolean");
        fields[InStock] = Type("boolean");
        fields[Facets] = Object("nested", ["name_key", "name", "value_key", "value"], "keyword");
        fields["prices"] = Object("object", Currencies.Codes.Order(StringComparer.Ordinal), "long");
        fields[Card] = new JsonObject { ["type"] = "object", ["enabled"] = false };
        fields[Source] = new JsonObject { ["type"] = "object", ["enabled"] = false };
        return new JsonObject
        {
            ["dynamic"] = "strict",
            ["_meta"] = Meta(0),
            ["properties"] = fields,
        };
    }

    private static JsonObject Type(string type) => new() { ["type"] = type };

    private static JsonObject Object(string type, IEnumerable<string> fields, string fieldType) =>
        new()
        {
            ["type"] = type,
            ["dynamic"] = "strict",
            ["properties"] = new JsonObject(fields.Select(f => KeyValuePair.Create(f, (JsonNode?)Type(fieldType)))),
        };
}
