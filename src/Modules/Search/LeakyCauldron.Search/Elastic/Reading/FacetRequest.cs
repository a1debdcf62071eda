using System.Globalization;
using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>Asks for the facets in the request that asks for the products.</summary>
internal static class FacetRequest
{
    /// <summary>Spellings of one value count apart until they are put together, so a few more are asked for.</summary>
    private const int Spare = 2;
    private const int InspectedAttributes = 40;

    /// <summary>A product has the names of its category's ancestors as well.</summary>
    private const int SpellingsInspected = 10;

    public static JsonObject Of(ProductQuery query, QueryFilters filters)
    {
        var ranges = PriceRanges.Of(query.Currency);
        var all = new JsonObject
        {
            ["matched"] = Aggs.Filter(Dsl.MatchAll()),
            ["brand"] = Aggs.Filter(
                filters.Without("brand"),
                Values(IndexDefinition.BrandName, IndexDefinition.BrandKey, FacetLimits.Values, query.Brands)
            ),
            ["category"] = Aggs.Filter(
                filters.Without("category"),
                Values(IndexDefinition.CategoryName, IndexDefinition.CategoryKey, FacetLimits.Values, query.Categories)
            ),
            ["price"] = Aggs.Filter(
                filters.Without("price"),
                new JsonObject
                {
                    ["ranges"] = Aggs.Ranges(
                        IndexDefinition.Price(query.Currency),
                        Enumerable.Range(0, ranges.Count).Select(r => (Text(r), ranges.From(r), ranges.To(r) + 1))
                    ),
                }
            ),
            ["stock"] = Aggs.Filter(
                filters.Without("stock"),
                new JsonObject
                {
                    ["levels"] = Aggs.Filters(
                        new JsonObject { ["true"] = Dsl.Term(IndexDefinition.InStock, true), ["false"] = Dsl.Term(IndexDefinition.InStock, false) }
                    ),
                }
            ),
            ["rating"] = Aggs.Filter(
                filters.Without("rating"),
                new JsonObject
                {
                    ["stars"] = Aggs.Ranges(
                        IndexDefinition.RatingKey,
                        Enumerable.Range(1, FixedFacets.Stars).Select(s => (Text(s), ProductKeys.RatingOf(s), (long?)null))
                    ),
                }
            ),
            ["attributes"] = Aggs.Filter(filters.Without(null), Nested(AllAttributes())),
        };
        foreach (var (number, (name, values)) in query.Attributes.Index())
        {
            var dimension = QueryFilters.Attribute(number);
            all[dimension] = Aggs.Filter(filters.Without(dimension), Nested(OneAttribute(name, values)));
        }

        return all;
    }

    public static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static JsonObject AllAttributes() =>
        new()
        {
            ["names"] = Aggs.Terms(
                IndexDefinition.FacetName,
                InspectedAttributes,
                inside: new JsonObject
                {
                    ["values"] = Aggs.Terms(IndexDefinition.FacetValue, FacetLimits.AttributeValues * Spare),
                    ["distinct"] = Aggs.Cardinality(IndexDefinition.FacetValueKey, FacetLimits.MostValuesOfAnAttribute * Spare),
                }
            ),
        };

    private static JsonObject OneAttribute(string name, IReadOnlyList<string> values)
    {
        var inside = Values(IndexDefinition.FacetValue, IndexDefinition.FacetValueKey, FacetLimits.AttributeValues, values);
        inside["name"] = Aggs.Terms(IndexDefinition.FacetName, 1);
        return new JsonObject { ["named"] = Aggs.Filter(Dsl.Term(IndexDefinition.FacetNameKey, ElasticDocument.Key(name)), inside) };
    }

    private static JsonObject Nested(JsonObject inside) => new() { ["pairs"] = Aggs.Nested(IndexDefinition.Facets, inside) };

    /// <summary>The most frequent, and those asked for however rare.</summary>
    private static JsonObject Values(string names, string keys, int limit, IReadOnlyList<string> asked)
    {
        var values = new JsonObject { ["values"] = Aggs.Terms(names, limit * Spare) };
        if (asked.Count > 0)
        {
            var queries = asked.Select((value, i) => KeyValuePair.Create(Text(i), (JsonNode?)Dsl.Term(keys, ElasticDocument.Key(value))));
            var filters = Aggs.Filters(new JsonObject(queries));
            filters["aggs"] = new JsonObject { ["names"] = Aggs.Terms(names, SpellingsInspected) };
            values["asked"] = filters;
        }

        return values;
    }
}
