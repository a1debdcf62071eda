using System.Text.Json.Nodes;
using LeakyCauldron.Search.Elastic.Wire;
using LeakyCauldron.Search.Elastic.Writing;
using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Elastic.Reading;

/// <summary>A query's filters, each a dimension of its own: a facet counts with all of them but its own.</summary>
internal sealed class QueryFilters
{
    private readonly List<(string Dimension, Func<JsonObject> Query)> _all = [];

    public QueryFilters(ProductQuery query)
    {
        if (query.Brands.Count > 0)
        {
            _all.Add(("brand", () => Dsl.Terms(IndexDefinition.BrandKey, query.Brands.Select(ElasticDocument.Key))));
        }

        if (query.Categories.Count > 0)
        {
            _all.Add(("category", () => Dsl.Terms(IndexDefinition.CategoryKey, query.Categories.Select(ElasticDocument.Key))));
        }

        if (query.MinPrice is not null || query.MaxPrice is not null)
        {
            _all.Add(("price", () => Dsl.Range(IndexDefinition.Price(query.Currency), query.MinPrice, query.MaxPrice)));
        }

        if (query.InStock is { } inStock)
        {
            _all.Add(("stock", () => Dsl.Term(IndexDefinition.InStock, inStock)));
        }

        if (query.MinRating is { } stars)
        {
            _all.Add(("rating", () => Dsl.Range(IndexDefinition.RatingKey, ProductKeys.RatingOf(stars), null)));
        }

        foreach (var (number, (name, values)) in query.Attributes.Index())
        {
            _all.Add((Attribute(number), () => Has(name, values)));
        }
    }

    /// <summary>By the place of the attribute in the query: names of aggregations must not hold all that names of attributes may.</summary>
    public static string Attribute(int number) => $"attribute {FacetRequest.Text(number)}";

    /// <summary>All but those of one dimension.</summary>
    public JsonObject Without(string? dimension)
    {
        var rest = _all.Where(f => f.Dimension != dimension).Select(f => f.Query()).ToList();
        return rest.Count == 0 ? Dsl.MatchAll() : Dsl.Filter(rest);
    }

    /// <summary>Null if there are none.</summary>
    public JsonObject? All() => _all.Count == 0 ? null : Without(null);

    private static JsonObject Has(string name, IReadOnlyList<string> values) =>
        Dsl.Nested(
            IndexDefinition.Facets,
            Dsl.Filter([
                Dsl.Term(IndexDefinition.FacetNameKey, ElasticDocument.Key(name)),
                Dsl.Terms(IndexDefinition.FacetValueKey, values.Select(ElasticDocument.Key)),
            ])
        );
}
