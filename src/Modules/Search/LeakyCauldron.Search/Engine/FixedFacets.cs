using System.Globalization;

namespace LeakyCauldron.Search.Engine;

/// <summary>The facets whose values the shop sets: price ranges, stock and stars.</summary>
internal static class FixedFacets
{
    public const int Stars = 5;

    public static Facet Prices(ProductQuery query, Func<int, long> countOf)
    {
        var ranges = PriceRanges.Of(query.Currency);
        return new Facet(
            "price",
            [
                .. Enumerable
                    .Range(0, ranges.Count)
                    .Select(r => new FacetValue(
                        ranges.Value(r),
                        countOf(r),
                        (query.MinPrice ?? 0) == ranges.From(r) && query.MaxPrice == ranges.To(r) && (query.MinPrice ?? query.MaxPrice) is not null
                    )
                    {
                        Label = ranges.Label(r),
                    })
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );
    }

    public static Facet Stock(ProductQuery query, long inStock, long outOfStock) =>
        new("inStock", [new FacetValue("true", inStock, query.InStock == true), new FacetValue("false", outOfStock, query.InStock == false)]);

    /// <param name="query">The query.</param>
    /// <param name="atLeast">Products with at least so many stars.</param>
    public static Facet Ratings(ProductQuery query, Func<int, long> atLeast) =>
        new(
            "rating",
            [
                .. Enumerable
                    .Range(1, Stars)
                    .Reverse()
                    .Select(stars => new FacetValue(stars.ToString(CultureInfo.InvariantCulture), atLeast(stars), query.MinRating == stars))
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );
}
