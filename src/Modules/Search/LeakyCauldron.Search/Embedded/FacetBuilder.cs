using LeakyCauldron.Search.Engine;

namespace LeakyCauldron.Search.Embedded;

/// <summary>From counts to the facets of the answer: the most useful, in bounded number.</summary>
internal static class FacetBuilder
{
    private const int MaxValues = 50;
    private const int MaxAttributes = 8;
    private const int MaxAttributeValues = 20;

    /// <summary>An attribute with more values than this tells products apart instead of grouping them.</summary>
    private const int MostValuesOfAnAttribute = 500;

    public static IReadOnlyList<Facet> Build(ProductQuery query, FacetValues values, FilterSet filters, FacetCounts counts) =>
        [
            Brands(values, filters, counts),
            Categories(values, filters, counts),
            Prices(query, counts),
            Stock(query, counts),
            Ratings(query, counts),
            .. Attributes(values, filters, counts),
        ];

    private static Facet Brands(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new("brand", Top(Numbered(counts.Brands, filters.HasBrand), MaxValues, n => new FacetValue(values.Brands[n], counts.Brands[n], filters.HasBrand(n))));

    private static Facet Categories(FacetValues values, FilterSet filters, FacetCounts counts) =>
        new(
            "category",
            Top(
                Numbered(counts.Categories, filters.HasCategory),
                MaxValues,
                n => new FacetValue(values.Categories[n], counts.Categories[n], filters.HasCategory(n)) { Label = values.CategoryName(n) }
            )
        );

    private static Facet Prices(ProductQuery query, FacetCounts counts)
    {
        var ranges = PriceRanges.Of(query.Currency);
        return new Facet(
            "price",
            [
                .. Enumerable
                    .Range(0, ranges.Count)
                    .Select(r => new FacetValue(ranges.Value(r), counts.Ranges[r], (query.MinPrice ?? 0) == ranges.From(r) && query.MaxPrice == ranges.To(r) && (query.MinPrice ?? query.MaxPrice) is not null)
                    {
                        Label = ranges.Label(r),
                    })
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );
    }

    private static Facet Stock(ProductQuery query, FacetCounts counts) =>
        new(
            "inStock",
            [new FacetValue("true", counts.Stock[1], query.InStock == true), new FacetValue("false", counts.Stock[0], query.InStock == false)]
        );

    private static Facet Ratings(ProductQuery query, FacetCounts counts) =>
        new(
            "rating",
            [
                .. Enumerable
                    .Range(1, FacetCounts.Stars)
                    .Reverse()
                    .Select(stars => new FacetValue(stars.ToString(System.Globalization.CultureInfo.InvariantCulture), counts.AtLeast[stars - 1], query.MinRating == stars))
                    .Where(v => v.Count > 0 || v.Selected),
            ]
        );

    /// <summary>Those asked for, then those that most of the products have.</summary>
    private static IEnumerable<Facet> Attributes(FacetValues values, FilterSet filters, FacetCounts counts)
    {
        var pairs = new Dictionary<int, List<int>>();
        foreach (var pair in Numbered(counts.Pairs, filters.HasPair))
        {
            var attribute = values.AttributeOf(pair);
            if (!pairs.TryGetValue(attribute, out var list))
            {
                pairs[attribute] = list = [];
            }

            list.Add(pair);
        }

        return pairs
            .Where(a => filters.AttributeNumbers.Contains(a.Key) || a.Value.Count <= MostValuesOfAnAttribute)
            .OrderByDescending(a => filters.AttributeNumbers.Contains(a.Key))
            .ThenByDescending(a => a.Value.Sum(p => (long)counts.Pairs[p]))
            .ThenBy(a => values.AttributeNames[a.Key], StringComparer.Ordinal)
            .Take(Math.Max(MaxAttributes, filters.AttributeNumbers.Count))
            .Select(a => new Facet(
                $"attributes.{values.AttributeNames[a.Key]}",
                Top(a.Value, MaxAttributeValues, p => new FacetValue(values.ValueOf(p), counts.Pairs[p], filters.HasPair(p)))
            ));
    }

    private static List<int> Numbered(int[] counts, Func<int, bool> isSelected)
    {
        var numbers = new List<int>();
        for (var n = 0; n < counts.Length; n++)
        {
            if (counts[n] > 0 || isSelected(n))
            {
                numbers.Add(n);
            }
        }

        return numbers;
    }

    private static List<FacetValue> Top(List<int> numbers, int limit, Func<int, FacetValue> make) =>
        [.. numbers.Select(make).OrderByDescending(v => v.Selected).ThenByDescending(v => v.Count).ThenBy(v => v.Value, StringComparer.Ordinal).Take(limit)];
}
