using System.Text.Json.Serialization;

namespace LeakyCauldron.Search.Engine;

/// <summary>An engine's answer to a <see cref="ProductQuery"/>.</summary>
/// <param name="Hits">At most the asked number.</param>
/// <param name="Total">Exact number of products that match.</param>
/// <param name="Next">Where the next page starts; null at the end.</param>
/// <param name="Facets">Counts as if the facet's own filter were off.</param>
/// <param name="DidYouMean">The text that was searched in place of a misspelt one.</param>
/// <param name="Relaxed">True if no product has all words, so that some of them had to do.</param>
internal sealed record SearchPage(
    IReadOnlyList<ProductHit> Hits,
    long Total,
    SearchCursor? Next,
    IReadOnlyList<Facet> Facets,
    string? DidYouMean,
    bool Relaxed
);

internal sealed record ProductHit(ProductCard Card, CardVariant Variant, IReadOnlyDictionary<string, string> Highlights);

/// <summary>One way to narrow a result, named as its query parameter; a value of <c>price</c> is <c>minPrice-maxPrice</c>, one of <c>rating</c> a <c>minRating</c>.</summary>
internal sealed record Facet(string Field, IReadOnlyList<FacetValue> Values);

/// <summary>A value of the parameter, the number of products it would give, and whether it is asked for.</summary>
internal sealed record FacetValue(string Value, long Count, bool Selected)
{
    /// <summary>For people, where the value itself is not.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Label { get; init; }
}
