using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LeakyCauldron.Catalog.Contracts;
using LeakyCauldron.Search.Engine;
using LeakyCauldron.Search.Text;

namespace LeakyCauldron.Search.Elastic.Writing;

/// <summary>A product as a document of the index. Each thread has a maker of its own.</summary>
internal sealed class ElasticDocument
{
    private readonly ProductText _text = new();
    private readonly StringBuilder _terms = new();

    public JsonObject Of(ProductDocument product)
    {
        _text.Read(product);
        var document = new JsonObject
        {
            [IndexDefinition.Listed] = true,
            [IndexDefinition.Id] = product.ProductId.ToString("N"),
            [SearchFields.Title] = Terms(_text.Title),
            [SearchFields.Brand] = Terms(_text.Brand),
            [SearchFields.Category] = Terms(_text.Category),
            [SearchFields.Attributes] = Terms(_text.Attributes),
            [SearchFields.Description] = Terms(_text.Description),
            [SearchFields.Heads] = List(_text.Heads),
            [SearchFields.Code] = List(_text.Codes),
            [SearchFields.Words] = List(_text.Words),
            [SearchFields.ValueWords] = List(_text.ValueWords),
            [IndexDefinition.NameKey] = ProductKeys.Name(product),
            [IndexDefinition.InStock] = ProductKeys.IsInStock(product),
            [IndexDefinition.Created] = product.CreatedAt.UtcTicks,
            [IndexDefinition.Sold] = product.SoldCount,
            [IndexDefinition.Rating] = ProductKeys.Hundredths(product),
            [IndexDefinition.RatingKey] = ProductKeys.Rating(product),
            [IndexDefinition.Popularity] = ProductKeys.Popularity(product),
            [IndexDefinition.Card] = JsonSerializer.SerializeToNode(ProductCard.Of(product), Json.Wire),
            [IndexDefinition.Source] = JsonSerializer.SerializeToNode(product, Json.Wire),
        };
        AddFacets(document, product);
        return document;
    }

    /// <summary>
    /// What stays of a withdrawn product. The cluster forgets the version of a document that was deleted after a minute, and a late event would bring it back.
    /// </summary>
    public static JsonObject Tombstone(Guid productId) => new() { [IndexDefinition.Listed] = false, [IndexDefinition.Id] = productId.ToString("N") };

    private static void AddFacets(JsonObject document, ProductDocument product)
    {
        if (!string.IsNullOrWhiteSpace(product.Brand))
        {
            document[IndexDefinition.BrandKey] = Key(product.Brand);
            document[IndexDefinition.BrandName] = Named(product.Brand, product.Brand);
        }

        document[IndexDefinition.CategoryKey] = List(product.CategorySlugs.Select(Key));
        document[IndexDefinition.CategoryName] = List(
            product.CategorySlugs.Select((slug, level) => Named(slug, level < product.CategoryNames.Count ? product.CategoryNames[level] : slug))
        );
        document[IndexDefinition.Facets] = new JsonArray([
            .. product.Attributes.Select(a => new JsonObject
            {
                ["name_key"] = Key(a.Key),
                ["name"] = Named(a.Key, a.Key),
                ["value_key"] = Key(a.Value),
                ["value"] = Named(a.Value, a.Value),
            }),
        ]);
        document["prices"] = new JsonObject(
            ProductKeys.Prices(product).Where(p => Currencies.IsKnown(p.Key)).Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value))
        );
    }

    /// <summary>Letter case does not tell values apart.</summary>
    public static string Key(string value) => ProductKeys.Short(value).ToLowerInvariant();

    /// <summary>The key with the spelling to show, which counts of one field give together.</summary>
    public static string Named(string value, string shown) =>
        Key(value.Replace(ProductKeys.Separator, ' ')) + ProductKeys.Separator + ProductKeys.Short(shown);

    private static JsonArray List(IEnumerable<string> values) => [.. values.Select(v => (JsonNode)v)];

    /// <summary>An array of values, so that the gap that arrays have stands between them.</summary>
    private JsonArray Terms(FieldText field)
    {
        var values = new JsonArray();
        for (var i = 0; i < field.Tokens.Count; i++)
        {
            var token = field.Tokens[i];
            if (_terms.Length > 0)
            {
                if (field.StartsValue(i))
                {
                    values.Add(_terms.ToString());
                    _terms.Clear();
                }
                else
                {
                    _terms.Append(token.Joined ? '|' : ' ');
                }
            }

            _terms.Append(token.Form.Stem);
        }

        if (_terms.Length > 0)
        {
            values.Add(_terms.ToString());
            _terms.Clear();
        }

        return values;
    }
}
